import { Clock, Effect, type Scope } from "effect";
import { monotonicOf } from "../monotonic.ts";

/** Which of the two limits of a wait ran out. */
export type LimitReached = "idle" | "total";

/** Gives up waits that last too long. One wait at a time. */
export interface IdleWatch {
  /** A wait begins; `giveUp` is called when it has lasted the idle time, or when no time is left in all. */
  readonly begin: (giveUp: (why: LimitReached) => void) => void;
  /** The wait is over. */
  readonly end: () => void;
}

/**
 * Watches all the waits of one response with one sleeping fiber, for as long as the scope is open. A race with a timer for each
 * wait was a fifth of the client's time with a log of 300 MB. `leftMs` are the milliseconds that are left in all; default no limit.
 */
export const makeIdleWatch = (
  idleMs: number,
  leftMs: () => number = () => Number.POSITIVE_INFINITY,
): Effect.Effect<IdleWatch, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const now = (): number => monotonicOf(clock);
    let waiting: { readonly since: number; readonly giveUp: (why: LimitReached) => void } | undefined;
    let over = false;
    const giveUp = (why: LimitReached): void => {
      const reached = waiting?.giveUp;
      waiting = undefined;
      reached?.(why);
    };
    const watch = Effect.gen(function* () {
      for (;;) {
        const total = leftMs();
        if (total <= 0) {
          over = true;
          return giveUp("total");
        }
        const idle = waiting === undefined ? idleMs : waiting.since + idleMs - now();
        if (idle <= 0) giveUp("idle");
        else yield* Effect.sleep(Math.ceil(Math.min(idle, total)));
      }
    });
    // Endless waits need no watch.
    if (Number.isFinite(Math.min(idleMs, leftMs()))) yield* Effect.forkScoped(watch);
    return {
      begin: (reached) => {
        if (over) return reached("total");
        waiting = { since: now(), giveUp: reached };
      },
      end: () => {
        waiting = undefined;
      },
    };
  });
