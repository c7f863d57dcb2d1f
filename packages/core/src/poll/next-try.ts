import type { RetryLimits } from "./watcher.ts";

/** Two tries are at least this far apart, in milliseconds, however many watchers reach their limits. */
const leastDelayMs = 250;

/** True when a watcher's retry time is over: the current failure is its last. */
export const isExhausted = ({ failingSince, retryForMs }: RetryLimits, now: number): boolean =>
  failingSince !== undefined && now - failingSince >= retryForMs;

/**
 * When the poller repeats a poll that failed at `failedAt`: `wantedMs` later, as the server asked; `ownMs` later for a new watcher,
 * which the server did not ask to wait; and at the latest when the first watcher's retry time is over, so that it gets a last try.
 * All in milliseconds of the monotonic clock.
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
