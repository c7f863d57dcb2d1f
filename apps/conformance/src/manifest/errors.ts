import { type Requirement, requirementsOf } from "./requirement.ts";

/** What holds for the errors of every client. */
export const errorRequirements: ReadonlyArray<Requirement> = requirementsOf("errors", [
  [
    "connection-failed",
    "design §4",
    "No connection, after the tries that are allowed, is ConnectionFailed, and says where.",
  ],
  ["fault-reasons", "style: native to reason", "Refused, reset and unresolved are told apart in every runtime."],
  ["timeout", "R5", "A limit of time is Timeout, and its reason says which."],
  ["aborted", "R4", "The caller's signal is Aborted; a signal that fired before sends nothing."],
  ["unauthorized", "wire: ray §7", "401 is Unauthorized."],
  ["forbidden", "wire: ray §7", "403 is Forbidden."],
  ["not-found", "wire: ray §1", "What does not exist is NotFound."],
  ["conflict", "wire: ray §1", "A state that forbids is Conflict."],
  ["invalid-request", "R7", "What cannot work is refused before it is sent."],
  ["browser-refused", "wire: ray §8", "A write that Ray refuses to pages is BrowserRefused before it is sent."],
  ["redirect-refused", "R7", "A redirect that is not followed is RedirectRefused, with the reason."],
  ["rate-limited", "reliability: fault 4", "429 is waited out, or RateLimited."],
  ["retry-after", "R8", "Retry-After is honoured up to what a call allows."],
  ["retried-reads", "R8", "A read is tried three times."],
  ["no-useless-retry", "reliability: fault 2", "What cannot pass is not tried again."],
  ["server-error", "wire: ray §1", "5xx is ServerError, and the message has the server's last meaningful line."],
  ["bad-response", "reliability: fault 18", "An answer that makes no sense is BadResponse with an excerpt."],
  ["log-reset", "R1", "Another log at the same place is LogReset."],
  ["stream-limit", "R3", "A limit that was passed is StreamLimitExceeded."],
  ["job-failed", "design §4", "result() of a failed job is JobFailed with its exit code."],
  ["job-stopped", "design §4", "result() of a stopped job is JobStopped."],
  ["job-lost", "reliability: fault 17", "A job that is gone is JobLost."],
  ["create-outcome-unknown", "R6", "A create whose outcome cannot be known is CreateOutcomeUnknown."],
  ["as-data", "design §4", "Errors are Errors, and plain data as JSON."],
]);
