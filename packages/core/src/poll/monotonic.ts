import { Clock, Effect } from "effect";

/** Milliseconds of a clock that no one sets: a deadline must not move when the wall clock is corrected or a laptop slept. */
export const monotonicMs: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6);
