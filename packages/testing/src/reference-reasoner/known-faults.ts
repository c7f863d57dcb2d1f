import type { HttpAnswer } from "../fault/answer.ts";
import { failed } from "./direct-access.ts";

/** Direct Access, when the reasoner is not up yet: the one 404 that does not mean "no such job". */
export const notReady = (): HttpAnswer => failed(404, "engine is not ready to accept jobs");

/** Direct Access behind an address that is an old one: the client has to look it up again. */
export const staleEndpoint = (): HttpAnswer =>
  failed(404, "could not find the service associated with endpoint old.snowflakecomputing.app");

/** Direct Access, when the token is not good any more. */
export const tokenExpired = (): HttpAnswer => failed(401, "the token has expired");
