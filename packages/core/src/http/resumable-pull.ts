import * as Effect from "effect/Effect";

/** Ends a pull that takes too long. */
export interface PullLimit<Exit> {
  /** The pull begins; `end` ends it with another result. */
  readonly begin: (end: (exit: Exit) => void) => void;
  /** The pull is over. */
  readonly end: () => void;
}

/**
 * Effects over a promise that cannot be cancelled and must not be requested twice at once. When a pull is interrupted (by the
 * reader's timer, for example) or exceeds its limit, the promise is kept and the next pull gets its result. Nothing that
 * arrived meanwhile is lost.
 */
export const resumablePull = <A, E, B = never>(
  next: () => Promise<A>,
  failed: (cause: unknown) => E,
): ((limit?: PullLimit<Effect.Effect<A | B, E>>) => Effect.Effect<A | B, E>) => {
  let pending: Promise<A> | undefined;
  return (limit) =>
    Effect.callback<A | B, E>((resume) => {
      let wanted = true;
      const settle = (exit: Effect.Effect<A | B, E>): void => {
        if (!wanted) return;
        wanted = false;
        limit?.end();
        resume(exit);
      };
      try {
        pending ??= next();
      } catch (cause) {
        resume(Effect.fail(failed(cause)));
        return;
      }
      // A rejection while nobody waits is not lost: `pending` keeps it for the next pull.
      pending.then(
        (value) => {
          if (!wanted) return;
          pending = undefined;
          settle(Effect.succeed(value));
        },
        (cause: unknown) => {
          if (!wanted) return;
          pending = undefined;
          settle(Effect.fail(failed(cause)));
        },
      );
      limit?.begin(settle);
      return Effect.sync(() => {
        wanted = false;
        limit?.end();
      });
    });
};
