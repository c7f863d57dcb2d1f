import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Fiber from "effect/Fiber";
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
 * a fast tail's time. Nothing sleeps before the first wait.
 */
export const makeWaitLimit: Effect.Effect<WaitLimit, never, Scope.Scope> = Effect.gen(function* () {
  const clock = yield* Clock.Clock;
  const fork = Effect.runForkWith(yield* Effect.context<never>());
  let waiting: { readonly until: number; readonly giveUp: () => void } | undefined;
  let sleeping: Fiber.Fiber<void> | undefined;
  /** When the sleeping fiber looks. */
  let looksAt = Number.POSITIVE_INFINITY;

  const look = (): void => {
    sleeping = undefined;
    looksAt = Number.POSITIVE_INFINITY;
    if (waiting === undefined || waiting.until === Number.POSITIVE_INFINITY) return;
    if (waiting.until > monotonicOf(clock)) return sleep(waiting.until);
    const { giveUp } = waiting;
    waiting = undefined;
    giveUp();
  };
  const looking = Effect.sync(look);
  const sleep = (until: number): void => {
    looksAt = until;
    sleeping?.interruptUnsafe();
    // Whole milliseconds, as timers use: a shorter sleep would end at once, again and again.
    sleeping = fork(Effect.andThen(Effect.sleep(Math.max(0, Math.ceil(until - monotonicOf(clock)))), looking));
  };
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      waiting = undefined;
      looksAt = Number.NEGATIVE_INFINITY;
      sleeping?.interruptUnsafe();
    }),
  );
  return {
    begin: (limitMs, giveUp) => {
      const until = monotonicOf(clock) + limitMs;
      waiting = { until, giveUp };
      if (until < looksAt) sleep(until);
    },
    end: () => {
      waiting = undefined;
    },
  };
});
