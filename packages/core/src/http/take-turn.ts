import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type * as Semaphore from "effect/Semaphore";

/** Waits for a permit and holds it until the scope closes; an interrupted wait takes none. Effect 4.0 may let others overtake. */
export const takeTurn = (turns: Semaphore.Semaphore): Effect.Effect<void, never, Scope.Scope> => {
  // Effect 4.0 has semaphores without this method.
  const scoped: boolean = "takeScoped" in turns;
  if (scoped) return turns.takeScoped(1);
  return Effect.uninterruptibleMask((restore) => {
    const held = Effect.addFinalizer(() => turns.release(1));
    const next: Effect.Effect<void, never, Scope.Scope> = Effect.flatMap(turns.takeIfAvailable(1), (taken) =>
      taken ? held : Effect.flatMap(restore(turns.withPermit(Effect.void)), () => next),
    );
    return next;
  });
};
