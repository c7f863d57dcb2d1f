import type { HttpResponse } from "../fault/response.ts";
import { failed } from "./direct-access.ts";

/** Direct Access while the reasoner is not ready: the one 404 that does not mean "no such job". */
export const notReady = (): HttpResponse => failed(404, "engine is not ready to accept jobs");

/** Direct Access behind an outdated address: the client has to look the address up again. */
export const staleEndpoint = (): HttpResponse =>
  failed(404, "could not find the service associated with endpoint old.snowflakecomputing.app");

/** Direct Access with an expired token. */
export const tokenExpired = (): HttpResponse => failed(401, "the token has expired");
