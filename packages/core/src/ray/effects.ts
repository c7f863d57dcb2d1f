import type { Effect, Stream } from "effect";
import type { JobwireError } from "../errors.ts";
import type { Effectful } from "../surface/effectful.ts";
import type { TailBatch, TailOptions } from "../tail/options.ts";
import type { CallOptions } from "../surface/options.ts";
import type { RayClusterCalls } from "./cluster/types.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { JobSearch, RayState } from "./state/types.ts";
import type {
  RayJob,
  RayJobHandleJson,
  RayVersion,
  StopOptions,
  SubmitOptions,
  SubmitRequest,
  WaitOptions,
} from "./types.ts";

/** Options of a call; interruption stands for the signal. */
export type EffectCallOptions = Omit<CallOptions, "signal">;
/** Options of a wait; interruption stands for the signal. */
export type EffectWaitOptions = Omit<WaitOptions, "signal">;
/** Options of a stop; interruption stands for the signal. */
export type EffectStopOptions = Omit<StopOptions, "signal">;
/** Options of a tail; interruption stands for the signal. */
export type EffectTailOptions = Omit<TailOptions, "signal">;

/** Jobs of a cluster as Effects and Streams. Ids are checked before anything is sent. */
export interface RayJobEffects {
  /** Submits once (see the Promise surface) and gives the submission id. */
  readonly submit: (
    request: SubmitRequest,
    options?: Omit<SubmitOptions, "signal">,
  ) => Effect.Effect<string, JobwireError>;
  readonly list: (options?: EffectCallOptions) => Effect.Effect<ReadonlyArray<RayJob>, JobwireError>;
  /** Jobs by limit and filters; what is missing shows in the result. */
  readonly search: Effectful<JobSearch>;
  readonly get: (id: string, options?: EffectCallOptions) => Effect.Effect<RayJob, JobwireError>;
  /** The whole log as one string. */
  readonly getLogs: (id: string, options?: EffectCallOptions) => Effect.Effect<string, JobwireError>;
  /** The log to its proven end, in batches of lines with positions; an element is many lines. */
  readonly tailLogs: (id: string, options?: EffectTailOptions) => Stream.Stream<TailBatch, JobwireError>;
  /** `stopped: false` when the job had already ended. */
  readonly stop: (
    id: string,
    options?: EffectStopOptions,
  ) => Effect.Effect<{ readonly stopped: boolean }, JobwireError>;
  readonly delete: (id: string, options?: EffectCallOptions) => Effect.Effect<void, JobwireError>;
  /** The terminal job, whatever its status. Waits of one client share their polls. */
  readonly wait: (id: string, options?: EffectWaitOptions) => Effect.Effect<RayJob, JobwireError>;
  /** The terminal jobs in the order given; the first failure ends all. */
  readonly waitAll: (
    ids: ReadonlyArray<string>,
    options?: EffectWaitOptions,
  ) => Effect.Effect<ReadonlyArray<RayJob>, JobwireError>;
  /** The terminal job if it SUCCEEDED; fails with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (id: string, options?: EffectWaitOptions) => Effect.Effect<RayJob, JobwireError>;
  /** The submission id in what a handle's `toJSON` gave; fails with `InvalidRequest` for anything else. */
  readonly idOf: (idOrJson: string | RayJobHandleJson) => Effect.Effect<string, JobwireError>;
}

/** A Ray cluster as Effects and Streams. */
export interface RayEffects extends Effectful<RayState>, Effectful<RayClusterCalls> {
  /** The dashboard's address without a trailing slash. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  readonly version: (options?: EffectCallOptions) => Effect.Effect<RayVersion, JobwireError>;
  /** Succeeds when the head answers its health check. */
  readonly health: (options?: EffectCallOptions) => Effect.Effect<void, JobwireError>;
  readonly jobs: RayJobEffects;
  readonly serve: Effectful<RayServe>;
  readonly packages: Effectful<RayPackages>;
}
