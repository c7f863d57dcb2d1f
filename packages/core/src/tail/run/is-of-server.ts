import type { JobwireError } from "../../errors.ts";

/** False for a failure that the tail finds itself, which ends it: a limit of the caller, or a log that is another one. */
export const isOfServer = (error: JobwireError): boolean =>
  error._tag !== "StreamLimitExceeded" && error._tag !== "LogReset";
