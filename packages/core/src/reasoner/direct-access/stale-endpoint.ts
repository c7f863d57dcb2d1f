import type { JobwireError } from "../../errors.ts";

/** True for the server's message, in a response or a token exchange, that the address belongs to no service any more. */
export const staleText = (text: string): boolean => /service associated with endpoint/i.test(text);

/** True when the client must look up the endpoint again: the service reported that, or its host name no longer resolves. */
export const isStaleEndpoint = (error: JobwireError): boolean =>
  (error._tag === "NotReady" && error.reason === "stale-endpoint") ||
  (error._tag === "ConnectionFailed" && error.reason === "unresolved") ||
  (error.serverText !== undefined && staleText(error.serverText));
