import * as Effect from "effect/Effect";
import type { WaitLimit } from "../wait-limit.ts";
import { resumablePull } from "./resumable-pull.ts";

/** A promise to wait for. */
export interface LimitedPromise<A, E> {
  readonly start: () => Promise<A>;
  readonly limitMs: number;
  /** The failure after `limitMs`. */
  readonly late: () => E;
  /** The failure of the promise. */
  readonly failed: (cause: unknown) => E;
}

/**
 * Waits for a promise, within a limit. An interrupted or late wait leaves the promise alone: its caller ends it. A race with a timer does
 * the same with two fibers, which cost more than a short request.
 */
export const promiseWithin = <A, E>(
  limit: WaitLimit,
  { start, limitMs, late, failed }: LimitedPromise<A, E>,
): Effect.Effect<A, E> =>
  resumablePull<A, E>(
    start,
    failed,
  )({ begin: (end) => limit.begin(limitMs, () => end(Effect.fail(late()))), end: limit.end });
