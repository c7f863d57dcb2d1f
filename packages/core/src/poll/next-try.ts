import type { RetryLimits } from "./watcher.ts";

/** Two tries are at least this far apart, in milliseconds, however many watchers' times end. */
const leastDelayMs = 250;

/** The time of a watcher is over: the failure now is its last. */
export const isExhausted = ({ failingSince, retryForMs }: RetryLimits, now: number): boolean =>
  failingSince !== undefined && now - failingSince >= retryForMs;

/**
 * When a poll that failed at `failedAt` is tried again: `wantedMs` later, as the server asks; `ownMs` later for a newcomer, of
 * whom the server asked nothing; and no later than the first watcher's time is over, so that it has a last try. All in
 * milliseconds of the monotonic clock.
 */
export const nextTryAt = (
  waiting: ReadonlyArray<RetryLimits>,
  failedAt: number,
  ownMs: number,
  wantedMs: number,
): number => {
  const wanted = failedAt + (waiting.some(({ fresh }) => fresh) ? ownMs : wantedMs);
  const ends = waiting.map(({ failingSince, retryForMs }) => (failingSince ?? failedAt) + retryForMs);
  return Math.max(Math.min(wanted, ...ends), failedAt + Math.min(ownMs, leastDelayMs));
};
