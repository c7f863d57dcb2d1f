import type { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { Effectful } from "../surface/effectful.ts";
import type { JobEffects } from "../surface/job-effects.ts";
import type { CallOptions } from "../surface/options.ts";
import type { TailOptions } from "../tail/options.ts";
import type { RayClusterCalls, RayVersion } from "./cluster/cluster-calls.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { JobSearch, RayState } from "./state/types.ts";
import type { RayJobTypes, StopOptions, WaitOptions } from "./types.ts";

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
  /** Succeeds when the head passes its health check. */
  readonly health: (options?: EffectCallOptions) => Effect.Effect<void, JobwireError>;
  readonly jobs: RayJobEffects;
  readonly serve: Effectful<RayServe>;
  readonly packages: Effectful<RayPackages>;
}
