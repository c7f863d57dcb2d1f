import { Clock, Effect, type Scope } from "effect";

/** Gives up waits that last too long. One wait at a time. */
export interface IdleWatch {
  /** A wait begins; `giveUp` is called when it has lasted the time. */
  readonly begin: (giveUp: () => void) => void;
  /** The wait is over. */
  readonly end: () => void;
}

/**
 * Watches all the waits of one answer with one sleeping fiber, for as long as the scope is open. A race with a timer for each wait
 * was a fifth of the client's time with a log of 300 MB.
 */
export const makeIdleWatch = (idleMs: number): Effect.Effect<IdleWatch, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const now = (): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6;
    let waiting: { readonly since: number; readonly giveUp: () => void } | undefined;
    const watch = Effect.gen(function* () {
      for (;;) {
        const left = waiting === undefined ? idleMs : waiting.since + idleMs - now();
        if (left > 0) {
          yield* Effect.sleep(left);
          continue;
        }
        const giveUp = waiting?.giveUp;
        waiting = undefined;
        giveUp?.();
      }
    });
    // An endless wait needs no watch.
    if (Number.isFinite(idleMs)) yield* Effect.forkScoped(watch);
    return {
      begin: (giveUp) => {
        waiting = { since: now(), giveUp };
      },
      end: () => {
        waiting = undefined;
      },
    };
  });
