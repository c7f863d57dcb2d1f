import { Clock, Duration, Effect } from "effect";

/** Time that passes only by sleeping, and at once: a sleep lets everything else run first, then moves the clock. */
export const instantClock = (): Clock.Clock & { now: () => number } => {
  let now = 1_000_000;
  const nanos = (): bigint => BigInt(Math.round(now * 1e6));
  return {
    now: () => now,
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => {
      const wakes = now + Duration.toMillis(duration);
      const yields = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true });
      return Effect.andThen(
        yields,
        Effect.sync(() => {
          now = Math.max(now, wakes);
        }),
      );
    },
  };
};
