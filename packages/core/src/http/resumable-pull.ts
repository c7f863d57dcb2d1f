import * as Effect from "effect/Effect";
import type { IdleWatch, LimitReached } from "./idle-watch.ts";

/**
 * An effect over a promise that cannot be cancelled and must not be requested twice at once. When a pull is interrupted (by the
 * reader's timer, for example) or exceeds its idle time, the promise is kept and the next pull gets its result. Nothing that
 * arrived meanwhile is lost.
 */
export const resumablePull = <A, E>(
  next: () => Promise<A>,
  failed: (cause: unknown) => E,
  idle?: { readonly watch: IdleWatch; readonly timeout: (why: LimitReached) => E },
): Effect.Effect<A, E> => {
  let pending: Promise<A> | undefined;
  return Effect.callback<A, E>((resume) => {
    let wanted = true;
    const settle = (exit: Effect.Effect<A, E>): void => {
      if (!wanted) return;
      wanted = false;
      idle?.watch.end();
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
        if (wanted) pending = undefined;
        settle(Effect.succeed(value));
      },
      (cause: unknown) => {
        if (wanted) pending = undefined;
        settle(Effect.fail(failed(cause)));
      },
    );
    idle?.watch.begin((why) => settle(Effect.fail(idle.timeout(why))));
    return Effect.sync(() => {
      wanted = false;
      idle?.watch.end();
    });
  });
};
