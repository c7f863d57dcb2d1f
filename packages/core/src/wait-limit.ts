import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { monotonicOf } from "./monotonic.ts";

/** Ends waits that take too long. One wait at a time. */
export interface WaitLimit {
  /** Starts a wait; calls `giveUp` once after this many milliseconds, unless the wait ends before. */
  readonly begin: (limitMs: number, giveUp: () => void) => void;
  /** Ends the wait. */
  readonly end: () => void;
}

/**
 * Watches all waits of one reader with one sleeping fiber while the scope is open. A race with a timer for each wait took a third of
 * a fast tail's time.
 */
export const makeWaitLimit: Effect.Effect<WaitLimit, never, Scope.Scope> = Effect.gen(function* () {
  const clock = yield* Clock.Clock;
  let waiting: { readonly until: number; readonly giveUp: () => void } | undefined;
  /** When the fiber looks again by itself. */
  let looksAt = Number.POSITIVE_INFINITY;
  let lookNow: (() => void) | undefined;
  const called = Effect.callback<void>((resume) => {
    lookNow = () => resume(Effect.void);
    return Effect.sync(() => {
      lookNow = undefined;
    });
  });
  const watch = Effect.gen(function* () {
    for (;;) {
      looksAt = waiting?.until ?? Number.POSITIVE_INFINITY;
      // Whole milliseconds, as timers use: a shorter sleep would end at once, again and again.
      const leftMs = Math.ceil(looksAt - monotonicOf(clock));
      if (leftMs <= 0) {
        const over = waiting;
        waiting = undefined;
        over?.giveUp();
      } else if (Number.isFinite(leftMs)) yield* Effect.raceFirst(Effect.sleep(leftMs), called);
      else yield* called;
    }
  });
  yield* Effect.forkScoped(watch);
  return {
    begin: (limitMs, giveUp) => {
      waiting = { until: monotonicOf(clock) + limitMs, giveUp };
      if (waiting.until < looksAt) lookNow?.();
    },
    end: () => {
      waiting = undefined;
    },
  };
});
