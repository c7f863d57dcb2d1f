import type { Effect, Stream } from "effect";
import type { JobwireError } from "../errors.ts";
import type { Effectful } from "../surface/effectful.ts";
import type { TailBatch } from "../tail/options.ts";
import type {
  AgentClient,
  AgentJob,
  AgentJobHandleJson,
  AgentJobs,
  AgentTailOptions,
  AgentWaitOptions,
} from "./types.ts";

/** Options of a wait; interruption stands for the signal. */
export type EffectAgentWaitOptions = Omit<AgentWaitOptions, "signal">;
/** Options of a tail; interruption stands for the signal. */
export type EffectAgentTailOptions = Omit<AgentTailOptions, "signal">;

/** Jobs of an agent as Effects and Streams. Ids are checked before anything is sent. */
export interface AgentJobEffects extends Effectful<Pick<AgentJobs, "list" | "get" | "getLogs" | "stop">> {
  /** The log to its proven end, in batches of lines with positions; an element is many lines. */
  readonly tailLogs: (id: string, options?: EffectAgentTailOptions) => Stream.Stream<TailBatch, JobwireError>;
  /** The terminal job, whatever its status. Waits of one client share their polls. */
  readonly wait: (id: string, options?: EffectAgentWaitOptions) => Effect.Effect<AgentJob, JobwireError>;
  /** The terminal jobs in the order given; the first failure ends all. */
  readonly waitAll: (
    ids: ReadonlyArray<string>,
    options?: EffectAgentWaitOptions,
  ) => Effect.Effect<ReadonlyArray<AgentJob>, JobwireError>;
  /** The terminal job if it succeeded; fails with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (id: string, options?: EffectAgentWaitOptions) => Effect.Effect<AgentJob, JobwireError>;
  /** The id in what a handle's `toJSON` gave; fails with `InvalidRequest` for anything else. */
  readonly idOf: (idOrJson: string | AgentJobHandleJson) => Effect.Effect<string, JobwireError>;
}

/** A Synapse Agent as Effects and Streams; statuses of errors as on {@link AgentClient}. */
export interface AgentEffects
  extends Effectful<Pick<AgentClient, "health" | "nodes" | "tasks" | "serve" | "gpuStatus" | "resources" | "plugins">> {
  readonly baseUrl: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  readonly jobs: AgentJobEffects;
}
