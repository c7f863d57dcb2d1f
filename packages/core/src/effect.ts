/**
 * Jobwire for Effect: the same operations as Effects and Streams, a service and a layer for each backend. Interruption
 * replaces abort signals; errors are those of the Promise surface, and their `_tag` distinguishes them.
 *
 * @module
 */
export type * from "./agent/effects.ts";
export { makeAgent } from "./agent/make-agent.ts";
export type * from "./agent/plugin-types.ts";
export type * from "./agent/resource-types.ts";
export { Agent, makeAgentLayer } from "./agent/service.ts";
export type { AgentStreamLimits } from "./agent/stream-limits.ts";
export type { AgentTimeouts } from "./agent/timeouts.ts";
export type * from "./agent/types.ts";
export type { Adapter } from "./adapter.ts";
export * from "./errors.ts";
export type { Effectful, WithoutSignal } from "./surface/effectful.ts";
export type {
  EffectCallOptions,
  EffectStopOptions,
  EffectTailOptions,
  EffectWaitOptions,
  RayEffects,
  RayJobEffects,
  RayStateTails,
} from "./ray/effects.ts";
export { makeRay } from "./ray/make-ray.ts";
export { Ray, makeRayLayer } from "./ray/service.ts";
export type { HttpTimeouts } from "./http/http-timeouts.ts";
export { SecretText } from "./http/secret-text.ts";
export type { RedactedText, Secret } from "./http/secret-text.ts";
export type { TokenFunction, TokenRequest, TokenSource } from "./http/token-source.ts";
export type { PendingReason, PendingStatus } from "./poll/pending.ts";
export type { JobEffects } from "./surface/job-effects.ts";
export type * from "./surface/job-types.ts";
export type { OptionsWhenBuilt } from "./surface/options-when-built.ts";
export type * from "./surface/options.ts";
export type * from "./ray/cluster/cluster-calls.ts";
export type * from "./ray/packages/types.ts";
export type * from "./ray/serve/types.ts";
export type * from "./ray/state/types.ts";
export type * from "./ray/types.ts";
export type * from "./ray/worker-logs/types.ts";
export { composeJobPayload, composePayload, composeTransactionPayload } from "./reasoner/compose-payload.ts";
export type { JobRow } from "./reasoner/job-row.ts";
export type {
  ReasonerJobHandle,
  ReasonerJobHandleJson,
  ReasonerJobTypes,
} from "./reasoner/job-types.ts";
export type { ReasonerEffects, ReasonerJobEffects } from "./reasoner/effects.ts";
export { makeReasoner } from "./reasoner/make-reasoner.ts";
export { directAccess, sql } from "./reasoner/options.ts";
export { Reasoner, makeReasonerLayer } from "./reasoner/service.ts";
export * from "./snowflake/credentials.ts";
export type { ComposeOptions } from "./reasoner/compose-payload.ts";
export type { BackendName } from "./reasoner/backend-name.ts";
export type * from "./reasoner/options.ts";
export type * from "./reasoner/types.ts";
export type * from "./snowflake/options.ts";
export type { OversizeCounts, OversizePolicy } from "./tail/text/line-limit.ts";
export type * from "./tail/options.ts";
export type { Fingerprint, TailAnchor, TailPosition } from "./tail/position.ts";
