import { Clock, Effect } from "effect";
import { instantClock } from "../../support/instant-clock.ts";

/** Runs an effect in virtual time: each sleep ends at once. */
export const inVirtualTime = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(Effect.provideService(effect, Clock.Clock, instantClock()));

/** The virtual time that an effect takes, in milliseconds. */
export const durationOf = (effect: Effect.Effect<unknown>): Effect.Effect<number> =>
  Effect.gen(function* () {
    const before = yield* Clock.currentTimeMillis;
    yield* effect;
    return (yield* Clock.currentTimeMillis) - before;
  });
