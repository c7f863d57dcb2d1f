import * as Effect from "effect/Effect";
import * as Random from "effect/Random";

/** The first delay, in milliseconds; each further one is twice as long. */
const firstDelayMs = 250;
/** The longest delay, in milliseconds, except for jitter and a server's Retry-After. */
export const maxDelayMs = 10_000;
/** The delay after progress, in milliseconds: the next try follows almost at once. */
const afterProgressMs = 100;
const maxDoublings = 10;

/** The values that decide the delay before the next try. */
export interface Backoff {
  /** Consecutive failures before this one. */
  readonly attempt: number;
  /** The retry budget had enough for this retry. */
  readonly budgeted: boolean;
  /** The failed attempt received new text before it was cut. */
  readonly madeProgress?: boolean;
  /** Milliseconds that the server asked to wait; default 0. */
  readonly retryAfterMs?: number | undefined;
  /** Milliseconds until the last try: the delay never ends later, whatever the server asks; default no limit. */
  readonly leftMs?: number;
  /** From 0 to 1. */
  readonly random: number;
}

/**
 * Milliseconds until the next try: 250 doubling to 10,000, a fifth more or less; 10,000 when the retry budget is empty; 100 after
 * progress; at least the server's Retry-After; at most `leftMs`.
 */
export const backoffMs = ({
  attempt,
  budgeted,
  madeProgress = false,
  retryAfterMs = 0,
  leftMs = Number.POSITIVE_INFINITY,
  random,
}: Backoff): number => {
  const doubled = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt, maxDoublings));
  const fullMs = madeProgress ? afterProgressMs : budgeted ? doubled : maxDelayMs;
  const jitteredMs = fullMs * (0.8 + 0.4 * random);
  return Math.max(0, Math.ceil(Math.min(Math.max(jitteredMs, retryAfterMs), leftMs)));
};

/** {@link backoffMs} with a random number of the runtime. */
export const nextDelayMs = (backoff: Omit<Backoff, "random">): Effect.Effect<number> =>
  Effect.map(Random.next, (random) => backoffMs({ ...backoff, random }));
