import type { Aborted } from "./aborted.ts";
import type { BadResponse } from "./bad-response.ts";
import type { BrowserRefused } from "./browser-refused.ts";
import type { Conflict } from "./conflict.ts";
import type { ConnectionFailed } from "./connection-failed.ts";
import type { CreateOutcomeUnknown } from "./create-outcome-unknown.ts";
import type { Forbidden } from "./forbidden.ts";
import type { InvalidRequest } from "./invalid-request.ts";
import type { JobFailed } from "./job-failed.ts";
import type { JobLost } from "./job-lost.ts";
import type { JobStopped } from "./job-stopped.ts";
import type { LogReset } from "./log-reset.ts";
import type { NotFound } from "./not-found.ts";
import type { NotReady } from "./not-ready.ts";
import type { RateLimited } from "./rate-limited.ts";
import type { RedirectRefused } from "./redirect-refused.ts";
import type { ServerError } from "./server-error.ts";
import type { StreamLimitExceeded } from "./stream-limit-exceeded.ts";
import type { Timeout } from "./timeout.ts";
import type { Unauthorized } from "./unauthorized.ts";

export { Aborted, type AbortedReason } from "./aborted.ts";
export { BadResponse, type BadResponseReason } from "./bad-response.ts";
export { BrowserRefused, type BrowserRefusedReason } from "./browser-refused.ts";
export { Conflict, type ConflictReason } from "./conflict.ts";
export { ConnectionFailed, type ConnectionFailedReason } from "./connection-failed.ts";
export { CreateOutcomeUnknown, type CreateOutcomeUnknownReason } from "./create-outcome-unknown.ts";
export { Forbidden } from "./forbidden.ts";
export { InvalidRequest, type InvalidRequestReason } from "./invalid-request.ts";
export { JobFailed, type JobFailedDetails, type JobFailedReason } from "./job-failed.ts";
export { JobLost, type JobLostDetails, type JobLostReason } from "./job-lost.ts";
export { JobStopped } from "./job-stopped.ts";
export { LogReset, type LogResetReason } from "./log-reset.ts";
export { NotFound, type NotFoundReason } from "./not-found.ts";
export { NotReady, type NotReadyReason } from "./not-ready.ts";
export { RateLimited, type RateLimitedReason } from "./rate-limited.ts";
export { RedirectRefused, type RedirectRefusedReason } from "./redirect-refused.ts";
export { ServerError, type ServerErrorReason } from "./server-error.ts";
export { StreamLimitExceeded, type StreamLimitExceededReason } from "./stream-limit-exceeded.ts";
export { Timeout, type TimeoutDetails, type TimeoutReason } from "./timeout.ts";
export { Unauthorized, type UnauthorizedReason } from "./unauthorized.ts";

/** Any error of the family. */
export type JobwireError =
  | ConnectionFailed
  | Timeout
  | Aborted
  | Unauthorized
  | Forbidden
  | NotFound
  | Conflict
  | InvalidRequest
  | BrowserRefused
  | RedirectRefused
  | RateLimited
  | ServerError
  | BadResponse
  | NotReady
  | LogReset
  | StreamLimitExceeded
  | JobFailed
  | JobStopped
  | JobLost
  | CreateOutcomeUnknown;

/** The tags of {@link JobwireError}. */
export type JobwireErrorTag = JobwireError["_tag"];

/** The reasons of each tag; `undefined` where an error of the tag may have none. */
export type JobwireErrorReasons = {
  readonly [Tag in JobwireErrorTag]: Extract<JobwireError, { readonly _tag: Tag }>["reason"];
};
