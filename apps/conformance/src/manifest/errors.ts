import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements of the errors of every client. */
export const errorRequirements: ReadonlyArray<Requirement> = requirementsOf("errors", [
  ["connection-failed", "api", "No connection after the allowed attempts is ConnectionFailed, which names the server."],
  ["fault-reasons", "api", "Every runtime distinguishes refused, reset and unresolved."],
  ["timeout", "R5", "A time limit that ends an operation is Timeout, and its reason names the limit."],
  ["aborted", "R4", "The caller's signal is Aborted; a signal that aborted before sends nothing."],
  ["unauthorized", "server: ray-authentication", "401 is Unauthorized."],
  ["forbidden", "server: ray-authentication", "403 is Forbidden."],
  ["not-found", "server: error-bodies", "A missing object is NotFound."],
  ["conflict", "server: error-bodies", "A state that forbids the operation is Conflict."],
  ["invalid-request", "R7", "The client refuses an invalid request before it sends anything."],
  [
    "browser-refused",
    "server: browser-check",
    "A write that Ray refuses to pages is BrowserRefused before it is sent.",
  ],
  ["redirect-refused", "R7", "A redirect that the client does not follow is RedirectRefused, with the reason."],
  ["rate-limited", "fault 4", "The client waits after a 429, or fails with RateLimited."],
  ["retry-after", "R8", "The client honours Retry-After up to the call's limit."],
  ["retried-reads", "R8", "The client tries a read three times."],
  ["no-useless-retry", "fault 2", "The client does not retry a permanent failure."],
  [
    "server-error",
    "server: error-bodies",
    "5xx is ServerError, and the message has the last meaningful line of the response.",
  ],
  ["bad-response", "fault 18", "An unreadable response is BadResponse with an excerpt."],
  ["log-reset", "R1", "Another log at the same position is LogReset."],
  ["stream-limit", "R3", "An exceeded limit is StreamLimitExceeded."],
  ["job-failed", "api", "result() of a failed job is JobFailed with its exit code."],
  ["job-stopped", "api", "result() of a stopped job is JobStopped."],
  ["job-lost", "fault 17", "A job that no longer exists is JobLost."],
  ["create-outcome-unknown", "R6", "A create whose outcome cannot be known is CreateOutcomeUnknown."],
  [
    "call-sites",
    "api",
    "The stack of every error begins with the program's own call, whatever member of a client it called, and the message ends with the URL of its docs.",
  ],
  ["as-data", "api", "An error is an Error, and JSON.stringify turns it into plain data."],
]);
