import { Effect } from "effect";

/**
 * An effect over a promise that cannot be cancelled and must not be asked twice at once: when a pull is interrupted (a timer
 * of the reader won), the promise is kept, and the next pull gets its result. Nothing that arrived meanwhile is lost.
 */
export const resumablePull = <A, E>(next: () => Promise<A>, failed: (cause: unknown) => E): Effect.Effect<A, E> => {
  let pending: Promise<A> | undefined;
  return Effect.callback<A, E>((resume) => {
    let wanted = true;
    try {
      pending ??= next();
    } catch (cause) {
      resume(Effect.fail(failed(cause)));
      return;
    }
    // A rejection that comes when nobody waits is not lost: `pending` stays, and the next pull gets it.
    pending.then(
      (value) => {
        if (!wanted) return;
        pending = undefined;
        resume(Effect.succeed(value));
      },
      (cause: unknown) => {
        if (!wanted) return;
        pending = undefined;
        resume(Effect.fail(failed(cause)));
      },
    );
    return Effect.sync(() => {
      wanted = false;
    });
  });
};
