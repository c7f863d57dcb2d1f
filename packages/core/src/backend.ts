/**
 * For authors of job systems: describe a system as a {@link JobBackend}, and {@link makeJobSurface} adds the operations,
 * checks, waits and tails that Ray, agents and reasoners have. docs/add-a-job-system.md shows a whole system.
 *
 * @module
 */
export type { Adapter } from "./adapter.ts";
export { askJson, type JsonRequest } from "./http/ask-json.ts";
export { decodeJson } from "./http/decode-json.ts";
export { describeStatus, refusedDetails } from "./http/describe-status.ts";
export type { BaseUrl } from "./http/base-url.ts";
export type { BufferBudget } from "./http/buffer-budget.ts";
export type {
  Http,
  HttpStream,
  OpenSocket,
  PlainRequest,
  PlainResponse,
  RefusedResponse,
  SocketMessages,
  StreamTimes,
} from "./http/http.ts";
export type { HttpOptions } from "./http/http-options.ts";
export { liveTextLog, plainTextLog } from "./http/log-sources.ts";
export { makeHttp } from "./http/make-http.ts";
export type { NamesOf, NestedNames } from "./surface/option-names.ts";
export type { ClientLog } from "./log/client-log.ts";
export type { TokenProvider } from "./http/token-provider.ts";
export type { PendingReason } from "./poll/pending.ts";
export type { PollEvent } from "./poll/poll-event.ts";
export type { PollSource } from "./poll/shared-poller.ts";
export { RetryBudget } from "./retry/retry-budget.ts";
export { mayPass, type RetryPolicyName } from "./retry/retry-policies.ts";
export { retryingInCall } from "./retry/call-retries.ts";
export { retrying, type RetryPolicy } from "./retry/retrying.ts";
export type { Cut } from "./redaction/find-secrets.ts";
export type { Redactor } from "./redaction/redactor.ts";
export type { CallDeadline, CallLimit, CallLimits, Calls } from "./surface/calls.ts";
export { checked } from "./surface/checked.ts";
export type * from "./surface/job-backend.ts";
export type { JobOutcome } from "./surface/job-outcome.ts";
export { type JobClient, type JobClientOptions, makeJobClient } from "./surface/job-client.ts";
export type { JobEffects } from "./surface/job-effects.ts";
export { type JobNames, listPolls } from "./surface/job-polls.ts";
export type * from "./surface/job-types.ts";
export { type JobSurface, makeJobSurface } from "./surface/make-job-surface.ts";
export type * from "./surface/options.ts";
export { promiseJobs } from "./surface/promise-jobs.ts";
export type { AnyFunction } from "./call-site/call-site.ts";
export { makeRunner, type Runner } from "./surface/runner.ts";
export { withCallSites } from "./surface/with-call-sites.ts";
export { submitOnce } from "./surface/submit-once.ts";
export type * from "./tail/backend.ts";
export type { FileAnchor } from "./tail/text/anchor.ts";
export type { Known } from "./tail/text/fingerprint.ts";
