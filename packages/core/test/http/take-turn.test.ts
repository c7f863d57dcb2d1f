import { assert, describe, it } from "@effect/vitest";
import { Effect, Exit, Fiber, Scope, Semaphore } from "effect";
import { takeTurn } from "../../src/http/take-turn.ts";

/** A semaphore as Effect 4.0 has it. */
const withoutScopes = (permits: number): Semaphore.Semaphore => {
  const turns = Semaphore.makeUnsafe(permits);
  return {
    take: (count) => turns.take(count),
    takeIfAvailable: (count) => turns.takeIfAvailable(count),
    release: (count) => turns.release(count),
    withPermit: (effect) => turns.withPermit(effect),
  } as Partial<Semaphore.Semaphore> as Semaphore.Semaphore;
};

describe.each([
  ["this Effect", (permits: number) => Semaphore.makeUnsafe(permits)],
  ["Effect 4.0", withoutScopes],
] as const)("a turn with the semaphore of %s", (_, make) => {
  it.effect("waits until another scope closes", () =>
    Effect.gen(function* () {
      const turns = make(1);
      const [first, second] = [yield* Scope.make(), yield* Scope.make()];
      yield* Scope.provide(takeTurn(turns), first);
      const waiting = yield* Effect.forkChild(Scope.provide(takeTurn(turns), second), { startImmediately: true });
      yield* Effect.yieldNow;
      assert.isUndefined(waiting.pollUnsafe());
      yield* Scope.close(first, Exit.void);
      yield* Fiber.join(waiting);
      assert.isFalse(yield* turns.takeIfAvailable(1));
      yield* Scope.close(second, Exit.void);
      assert.isTrue(yield* turns.takeIfAvailable(1));
    }),
  );

  it.effect("takes nothing when its wait is interrupted", () =>
    Effect.gen(function* () {
      const turns = make(1);
      const first = yield* Scope.make();
      yield* Scope.provide(takeTurn(turns), first);
      const waiting = yield* Effect.forkChild(Effect.scoped(takeTurn(turns)), { startImmediately: true });
      yield* Effect.yieldNow;
      yield* Fiber.interrupt(waiting);
      yield* Scope.close(first, Exit.void);
      assert.isTrue(yield* turns.takeIfAvailable(1));
    }),
  );
});
