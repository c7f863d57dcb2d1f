import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { monotonicOf } from "../monotonic.ts";

/** The limit of a wait that was exceeded. */
export type LimitReached = "idle" | "total";

/** Ends waits that take too long. One wait at a time. */
export interface IdleWatch {
  /** Starts a wait; calls `giveUp` after the idle time, or when no time is left in total. */
  readonly begin: (giveUp: (why: LimitReached) => void) => void;
  /** Ends the wait. */
  readonly end: () => void;
}

/**
 * Watches all waits of one response with one sleeping fiber while the scope is open. A race with a timer for each wait took a
 * fifth of the client's time with a log of 300 MB. `leftMs` returns the milliseconds left in total; default no limit.
 */
export const makeIdleWatch = (
  idleMs: number,
  leftMs: () => number = () => Number.POSITIVE_INFINITY,
): Effect.Effect<IdleWatch, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const now = (): number => monotonicOf(clock);
    let waiting: { readonly since: number; readonly giveUp: (why: LimitReached) => void } | undefined;
    let expired = false;
    const giveUp = (why: LimitReached): void => {
      const reached = waiting?.giveUp;
      waiting = undefined;
      reached?.(why);
    };
    const watch = Effect.gen(function* () {
      for (;;) {
        const total = leftMs();
        if (total <= 0) {
          expired = true;
          return giveUp("total");
        }
        const idle = waiting === undefined ? idleMs : waiting.since + idleMs - now();
        if (idle <= 0) giveUp("idle");
        else yield* Effect.sleep(Math.ceil(Math.min(idle, total)));
      }
    });
    // Without a limit there is nothing to watch.
    if (Number.isFinite(Math.min(idleMs, leftMs()))) yield* Effect.forkScoped(watch);
    return {
      begin: (reached) => {
        if (expired) return reached("total");
        waiting = { since: now(), giveUp: reached };
      },
      end: () => {
        waiting = undefined;
      },
    };
  });
