import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";

/** Milliseconds of a clock that no one sets, for code that runs outside of an Effect. */
export const monotonicOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6;

/** Milliseconds of a clock that no one sets: a deadline must not move when the wall clock is corrected or a laptop slept. */
export const monotonicMs: Effect.Effect<number> = Effect.map(Clock.Clock, monotonicOf);
