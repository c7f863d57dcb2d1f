import { Effect, Random } from "effect";

/** First delay, in milliseconds; each further one is twice as long. */
export const firstDelayMs = 250;
/** The longest delay, but for jitter and a server's wish. */
export const mostDelayMs = 10_000;

/**
 * Milliseconds after so many earlier failures on end: 250 doubling to 10 s, each a fifth more or less; the longest at once when
 * the retry budget has nothing left.
 */
export const backoffMs = (failures: number, budgeted: boolean): Effect.Effect<number> =>
  budgeted
    ? Effect.map(
        Random.next,
        (random) => Math.min(mostDelayMs, firstDelayMs * 2 ** Math.min(failures, 10)) * (0.8 + 0.4 * random),
      )
    : Effect.succeed(mostDelayMs);
