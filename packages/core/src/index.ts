/**
 * Jobwire's core: start, watch and finish long-running jobs, over an adapter for any runtime. Promises and async iterables
 * here; the same as Effects and Streams in `@jobwire/core/effect`.
 *
 * @module
 */

// Authors of adapters find the rest of their API in ./adapter and ./adapter-parts.
export type { Adapter } from "./adapter.ts";
export { createAgent } from "./agent/create-agent.ts";
export type * from "./agent/plugin-types.ts";
export type * from "./agent/resource-types.ts";
export type { AgentStreamLimits } from "./agent/stream-limits.ts";
export type { AgentTimeouts } from "./agent/timeouts.ts";
export type * from "./agent/types.ts";
export { createRay } from "./ray/create-ray.ts";
export { createReasoner } from "./reasoner/create-reasoner.ts";
export { directAccess, sql } from "./reasoner/options.ts";
export { composeJobPayload, composePayload, composeTransactionPayload } from "./reasoner/compose-payload.ts";
export * from "./snowflake/credentials.ts";
export * from "./errors.ts";
export { isTerminal } from "./ray/job-status.ts";
export { newSubmissionId } from "./ray/submission-id.ts";
export type { HttpTimeouts } from "./http/http-timeouts.ts";
export { SecretText } from "./http/secret-text.ts";
export type { RedactedText, Secret } from "./http/secret-text.ts";
export type { TokenFunction, TokenRequest, TokenSource } from "./http/token-source.ts";
export { hideEnvVars } from "./redaction/hide-env-vars.ts";
export type { PendingReason, PendingStatus } from "./poll/pending.ts";
export type { JobOutcome } from "./surface/job-outcome.ts";
export type * from "./surface/job-types.ts";
export type * from "./surface/options.ts";
export type * from "./ray/cluster/cluster-calls.ts";
export type * from "./ray/packages/types.ts";
export type * from "./ray/serve/types.ts";
export type * from "./ray/state/types.ts";
export type * from "./ray/types.ts";
export type * from "./ray/worker-logs/types.ts";
export type * from "./reasoner/client-types.ts";
export type { JobRow } from "./reasoner/job-row.ts";
export type {
  ReasonerJobHandle,
  ReasonerJobHandleJson,
  ReasonerJobTypes,
} from "./reasoner/job-types.ts";
export type { ComposeOptions } from "./reasoner/compose-payload.ts";
export type { BackendName } from "./reasoner/backend-name.ts";
export type * from "./reasoner/options.ts";
export type * from "./reasoner/types.ts";
export type * from "./snowflake/options.ts";
export type { OversizeCounts, OversizePolicy } from "./tail/text/line-limit.ts";
export type * from "./tail/options.ts";
export type { Fingerprint, TailAnchor, TailPosition } from "./tail/position.ts";
