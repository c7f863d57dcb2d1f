/**
 * Jobwire's one family of errors: a closed list of tags, one class each, the finer cause in `reason`.
 *
 * They are ordinary `Error`s, so Promise users need no Effect; their `_tag` makes `Effect.catchTag` work. A message states what
 * happened, to what, and what to do, and never holds a credential.
 *
 * @module
 */
export { Aborted, type AbortedReason } from "./errors/aborted.ts";
export { BadResponse, type BadResponseReason } from "./errors/bad-response.ts";
export { BrowserRefused, type BrowserRefusedReason } from "./errors/browser-refused.ts";
export { Conflict, type ConflictReason } from "./errors/conflict.ts";
export { ConnectionFailed, type ConnectionFailedReason } from "./errors/connection-failed.ts";
export { CreateOutcomeUnknown, type CreateOutcomeUnknownReason } from "./errors/create-outcome-unknown.ts";
export type { ErrorDetails } from "./errors/error-details.ts";
export type { JobwireErrorJson } from "./errors/error-json.ts";
export { Forbidden } from "./errors/forbidden.ts";
export { InvalidRequest, type InvalidRequestReason } from "./errors/invalid-request.ts";
export { isJobwireError } from "./errors/is-jobwire-error.ts";
export type { JobErrorDetails } from "./errors/job-error-details.ts";
export { JobFailed, type JobFailedDetails, type JobFailedReason } from "./errors/job-failed.ts";
export { JobLost, type JobLostDetails, type JobLostReason } from "./errors/job-lost.ts";
export { JobStopped } from "./errors/job-stopped.ts";
export type { JobwireErrorBase } from "./errors/jobwire-error-base.ts";
export type { JobwireError, JobwireErrorReasons, JobwireErrorTag } from "./errors/jobwire-error.ts";
export { LogReset, type LogResetReason } from "./errors/log-reset.ts";
export { NotFound, type NotFoundReason } from "./errors/not-found.ts";
export { NotReady, type NotReadyReason } from "./errors/not-ready.ts";
export { RateLimited, type RateLimitedReason } from "./errors/rate-limited.ts";
export { RedirectRefused, type RedirectRefusedReason } from "./errors/redirect-refused.ts";
export { ServerError, type ServerErrorReason } from "./errors/server-error.ts";
export { StreamLimitExceeded, type StreamLimitExceededReason } from "./errors/stream-limit-exceeded.ts";
export { Timeout, type TimeoutDetails, type TimeoutReason } from "./errors/timeout.ts";
export { Unauthorized, type UnauthorizedReason } from "./errors/unauthorized.ts";
