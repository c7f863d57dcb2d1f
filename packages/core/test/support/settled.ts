import { assert } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { vi } from "vitest";

/** Fibers hand over to each other by immediates: far more rounds than a step takes. */
const rounds = 32;

/**
 * A turn of the real event loop, in which promises of an adapter settle, code that is loaded when first needed arrives, and fibers run
 * until they wait for time. Counted in rounds, since how many of them fit before a timer fires depends on what else the machine does.
 */
export const turn: Effect.Effect<void> = Effect.promise(async () => {
  // On a busy machine a first import took longer than a test's sixty turns.
  await vi.dynamicImportSettled();
  for (let round = 0; round < rounds; round++) await new Promise((resolve) => setImmediate(resolve));
});

/**
 * Advances test time in steps until the fiber is done, and returns its value: requests take turns of the event loop that a test
 * clock does not see.
 */
export const settled = <A>(fiber: Fiber.Fiber<A>, stepMs = 100, most = 20_000): Effect.Effect<A> =>
  Effect.gen(function* () {
    for (let step = 0; step < most && fiber.pollUnsafe() === undefined; step++) {
      yield* turn;
      yield* TestClock.adjust(stepMs);
    }
    assert.isDefined(fiber.pollUnsafe(), "not settled");
    return yield* Fiber.join(fiber);
  });

/** Runs the effect to its value or error while test time advances. */
export const outcomeOf = <A, E>(effect: Effect.Effect<A, E>, stepMs?: number): Effect.Effect<A | E> =>
  Effect.flatMap(Effect.forkChild(Effect.catch(effect, (error) => Effect.succeed<A | E>(error))), (fiber) =>
    settled(fiber, stepMs),
  );
