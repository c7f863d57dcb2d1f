import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";
import type { JobwireError } from "../errors.ts";
import type { Effectful } from "../surface/effectful.ts";
import type { JobEffects } from "../surface/job-effects.ts";
import type { CallOptions } from "../surface/options.ts";
import type { TailBatch, TailOptions } from "../tail/options.ts";
import type { RayClusterCalls, RayVersion } from "./cluster/cluster-calls.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { JobSearch, RayStateCalls, TaskTailOptions, WorkerTailOptions } from "./state/types.ts";
import type { RayJobTypes, StopOptions, WaitOptions } from "./types.ts";
import type { WorkerLogBatch, WorkerLogsOptions } from "./worker-logs/types.ts";

/** Options of a call; interruption replaces the signal. */
export type EffectCallOptions = Omit<CallOptions, "signal">;
/** Options of a wait; interruption replaces the signal. */
export type EffectWaitOptions = Omit<WaitOptions, "signal">;
/** Options of a stop; interruption replaces the signal. */
export type EffectStopOptions = Omit<StopOptions, "signal">;
/** Options of a tail; interruption replaces the signal. */
export type EffectTailOptions = Omit<TailOptions, "signal">;

/** Jobs of a cluster as Effects and Streams. Ids are checked before anything is sent. */
export interface RayJobEffects extends JobEffects<RayJobTypes> {
  /** Jobs by limit and filters; what is missing shows in the result. */
  readonly search: Effectful<JobSearch>;
  /** The logs of all workers of a job, in batches of lines of one log. */
  readonly tailWorkerLogs: (
    id: string,
    options?: Omit<WorkerLogsOptions, "signal">,
  ) => Stream.Stream<WorkerLogBatch, JobwireError>;
}

/** Tails of the logs of tasks and actors, in batches of lines with positions. */
export interface RayStateTails {
  /** As `tasks.tailLogs` and `actors.tailLogs` of a cluster; wrong ids and options are failures of the stream. */
  readonly tasks: {
    /** Follows the log of one attempt of a task, to its proven end. */
    readonly tailLogs: (
      id: string,
      options?: Omit<TaskTailOptions, "signal">,
    ) => Stream.Stream<TailBatch, JobwireError>;
  };
  /** Tails of the logs of actors. */
  readonly actors: {
    /** Follows the log of an actor, to its proven end. */
    readonly tailLogs: (
      id: string,
      options?: Omit<WorkerTailOptions, "signal">,
    ) => Stream.Stream<TailBatch, JobwireError>;
  };
}

/** A Ray cluster as Effects and Streams. */
export interface RayEffects extends Effectful<RayStateCalls>, Effectful<RayClusterCalls> {
  /** The cluster's tasks, with tails of their logs. */
  readonly tasks: Effectful<RayStateCalls["tasks"]> & RayStateTails["tasks"];
  /** The cluster's actors, with tails of their logs. */
  readonly actors: Effectful<RayStateCalls["actors"]> & RayStateTails["actors"];
  /** The dashboard's address without a trailing slash. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  /** Reads the versions of Ray and of its jobs API. */
  readonly version: (options?: EffectCallOptions) => Effect.Effect<RayVersion, JobwireError>;
  /** Succeeds when the head passes its health check. */
  readonly health: (options?: EffectCallOptions) => Effect.Effect<void, JobwireError>;
  /** The cluster's jobs. */
  readonly jobs: RayJobEffects;
  /** Ray Serve on the cluster. */
  readonly serve: Effectful<RayServe>;
  /** The archives that runtime environments use. */
  readonly packages: Effectful<RayPackages>;
}
