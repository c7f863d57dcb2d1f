import { Clock, Duration, Effect } from "effect";

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** Turns of the event loop after which everything that can run has run; fibers hand over to each other by immediates. */
const turns = 20;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Time that passes only by sleeping, and at once: when everything waits, the earliest sleeper wakes and the clock moves to its time.
 * Unlike with the instant clock a timeout of two seconds does not overtake a message that comes after one.
 */
export const orderedClock = (): Clock.Clock & { now: () => number } => {
  let now = 1_000_000;
  let running = false;
  /** Turns without a new sleep, nor the end of one, until everything is taken to wait. */
  let left = turns;
  const sleepers = new Set<Sleeper>();
  const run = async (): Promise<void> => {
    running = true;
    while (sleepers.size > 0) {
      for (left = turns; left > 0; left--) await turn();
      let first: Sleeper | undefined;
      for (const sleeper of sleepers) if (first === undefined || sleeper.wakesAt < first.wakesAt) first = sleeper;
      if (first === undefined) break;
      now = Math.max(now, first.wakesAt);
      sleepers.delete(first);
      first.wake();
    }
    running = false;
  };
  const nanos = (): bigint => BigInt(Math.round(now * 1e6));
  return {
    now: () => now,
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.callback((resume) => {
        const sleeper: Sleeper = { wakesAt: now + Duration.toMillis(duration), wake: () => resume(Effect.void) };
        sleepers.add(sleeper);
        left = turns;
        if (!running) void run();
        return Effect.sync(() => {
          sleepers.delete(sleeper);
          left = turns;
        });
      }),
  };
};
