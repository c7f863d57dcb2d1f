import type { JobwireError } from "../errors.ts";

/** Reasons of a `ServerError` that a second try does not change. */
const lastingReasons = new Set<string | undefined>(["undecodable", "not-implemented", "never-started"]);

/**
 * True for failures that may pass by themselves, so that a read may be tried again: lost or refused connections, time limits,
 * 408, 429 and 5xx. Of Ray's 500s also the one without words, which its dashboard gives for up to 2 s while one of its modules
 * restarts (seen); not a log that will never decode, and not 501. A bad certificate and a request that the runtime refuses
 * stay as they are.
 */
export const isTransient = (error: JobwireError): boolean => {
  switch (error._tag) {
    case "ConnectionFailed":
      return error.reason !== "tls" && error.reason !== "blocked" && error.reason !== "not-http";
    case "Timeout":
      return error.reason === "connect" || error.reason === "idle" || error.reason === "total";
    case "RateLimited":
      return true;
    case "ServerError":
      return !lastingReasons.has(error.reason);
    default:
      return false;
  }
};

/**
 * True for answers that make no sense from a server that answered well before: a proxy's page or its own 404 while what stands
 * behind it restarts. The first answer of all is another matter: then the address is wrong.
 */
export const isPassingNonsense = (error: JobwireError): boolean =>
  error._tag === "BadResponse" ||
  (error._tag === "ConnectionFailed" && error.reason === "not-http") ||
  (error._tag === "NotFound" && error.reason === "unknown-path");
