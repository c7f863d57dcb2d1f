import type { JobwireError } from "../../errors.ts";

/** Words, in an answer or an exchange, that say that the address belongs to no service any more (wire page, 2.5). */
export const staleText = (text: string): boolean => /service associated with endpoint/i.test(text);

/** True when the endpoint must be found again: the service said so, or its host name has no address any more. */
export const isStaleEndpoint = (error: JobwireError): boolean =>
  (error._tag === "NotReady" && error.reason === "stale-endpoint") ||
  (error._tag === "ConnectionFailed" && error.reason === "unresolved") ||
  (error.serverText !== undefined && staleText(error.serverText));
