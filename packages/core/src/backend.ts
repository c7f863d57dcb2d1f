/**
 * For authors of job systems: describe a system as a {@link JobBackend}, and {@link makeJobSurface} adds the operations,
 * checks, waits and tails that Ray, agents and reasoners have. docs/add-a-job-system.md shows a whole system.
 *
 * @module
 */
export type { Adapter } from "./adapter.ts";
export { agentOutcome } from "./agent/job-outcome.ts";
export { checkAgentJobId } from "./agent/names.ts";
export { SseParser } from "./agent/sse-parser.ts";
export { whyPending as whyAgentJobPends } from "./agent/status.ts";
export { toTailJob as toAgentTailJob } from "./agent/to-tail-job.ts";
export { askJson, type JsonRequest } from "./http/ask-json.ts";
export { decodeJson } from "./http/decode-json.ts";
export { decodeShape } from "./http/decode-shape.ts";
export { describeStatus, refusedDetails } from "./http/describe-status.ts";
export type { Http, HttpStream, RefusedResponse, StreamTimes } from "./http/http.ts";
export type { HttpOptions } from "./http/http-options.ts";
export { liveTextLog, plainTextLog } from "./http/log-sources.ts";
export { makeHttp } from "./http/make-http.ts";
export { sendNature } from "./http/send-nature.ts";
export { type CallInit, makeTypedCall, type TextResponse, type TypedCall } from "./http/typed-call.ts";
export type { PendingReason } from "./poll/pending.ts";
export type { PollEvent } from "./poll/poll-event.ts";
export type { PollSource } from "./poll/shared-poller.ts";
export { rayOutcome } from "./ray/job-outcome.ts";
export { submitBodyCode as rayJobBodyCode } from "./ray/submit-body-code.ts";
export { checkJobId as checkRayJobId } from "./ray/submission-id.ts";
export { toTailJob as toRayTailJob } from "./ray/to-tail-job.ts";
export type { ReasonerJobEffects } from "./reasoner/effects.ts";
export { checkEventPosition } from "./reasoner/event-position.ts";
export { endOfWait as endOfReasonerWait, outcomeOf as reasonerOutcome } from "./reasoner/job-end.ts";
export { handleParts as reasonerHandleParts } from "./reasoner/job-handle.ts";
export { checkReasonerJob } from "./reasoner/job-id.ts";
export {
  activeStates as activeReasonerStates,
  isPending as isReasonerJobPending,
  operationStatus,
} from "./reasoner/job-state.ts";
export { RetryBudget } from "./retry/retry-budget.ts";
export { mayPass, type RetryPolicyName } from "./retry/retry-policies.ts";
export { retrying, type RetryPolicy } from "./retry/retrying.ts";
export { iterateBatches } from "./surface/batch-iterator.ts";
export { checked } from "./surface/checked.ts";
export { iterateItems } from "./surface/item-iterator.ts";
export type * from "./surface/job-backend.ts";
export type { JobOutcome } from "./surface/job-outcome.ts";
export { type JobClient, type JobClientOptions, makeJobClient } from "./surface/job-client.ts";
export type { JobEffects } from "./surface/job-effects.ts";
export { type JobNames, listPolls } from "./surface/job-polls.ts";
export type * from "./surface/job-types.ts";
export { type JobSurface, makeJobSurface } from "./surface/make-job-surface.ts";
export type * from "./surface/options.ts";
export { promiseJobs } from "./surface/promise-jobs.ts";
export { makeRunner, type Runner } from "./surface/runner.ts";
export { submitOnce } from "./surface/submit-once.ts";
export type * from "./tail/backend.ts";
export type { FileAnchor } from "./tail/text/anchor.ts";
export { differentBytes } from "./tail/text/different-bytes.ts";
export { knownLength, matches as matchesBytes } from "./tail/text/fingerprint.ts";
