/**
 * Parts that the clients of `@jobwire/gateway` share with those of Ray, agents and reasoners. For this repository alone.
 *
 * @module
 */
export { agentOutcome } from "./agent/job-outcome.ts";
export { checkAgentJobId } from "./agent/names.ts";
export { SseParser } from "./agent/sse-parser.ts";
export { whyPending as whyAgentJobPends } from "./agent/status.ts";
export { toTailJob as toAgentTailJob } from "./agent/to-tail-job.ts";
export { decodeShape } from "./http/decode-shape.ts";
export type { HttpStream, StreamTimes } from "./http/http.ts";
export { sendNature } from "./http/send-nature.ts";
export { type CallInit, makeTypedCall, type TextResponse, type TypedCall } from "./http/typed-call.ts";
export { timeoutNames } from "./http/timeout-names.ts";
export { rayJobNames } from "./ray/ray-names.ts";
export {
  createNames as reasonerCreateNames,
  eventsNames as reasonerEventsNames,
  getEventsNames as reasonerGetEventsNames,
  reasonerJobNames,
} from "./reasoner/reasoner-names.ts";
export { callNames } from "./surface/job-option-names.ts";
export { jobClientNames } from "./surface/job-client-names.ts";
export { rayOutcome } from "./ray/job-outcome.ts";
export { checkJobId as checkRayJobId } from "./ray/submission-id.ts";
export { submitBodyCode as rayJobBodyCode } from "./ray/submit-body-code.ts";
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
export { iterateBatches } from "./surface/batch-iterator.ts";
export { iterateItems } from "./surface/item-iterator.ts";
export type { FileAnchor } from "./tail/text/anchor.ts";
export { differentBytes } from "./tail/text/different-bytes.ts";
export { knownLength, matches as matchesBytes } from "./tail/text/fingerprint.ts";
