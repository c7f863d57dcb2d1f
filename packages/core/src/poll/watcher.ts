import type * as Queue from "effect/Queue";
import { type LastLook, leadMsOf } from "./last-looks.ts";
import type { PollEvent } from "./poll-event.ts";

/** The time limits of one watcher. */
export interface WatchLimits {
  /** Milliseconds of the monotonic clock at which it gives up. It gets its own last look just before; default never. */
  readonly deadline?: number | undefined;
  /** Milliseconds without a success after which a failure is its last; default no limit. */
  readonly retryForMs?: number | undefined;
  /** Milliseconds in which the server may refuse a client that it let in before; default 0. */
  readonly retryAuthForMs?: number | undefined;
}

/** The values that decide when the poller repeats a failed poll. */
export interface RetryLimits {
  /** No poll has begun since the watcher arrived. */
  readonly fresh: boolean;
  readonly retryForMs: number;
  /** When the first failure since the last success happened. */
  readonly failingSince: number | undefined;
}

/** Receives the events of one id. */
export interface Watcher<A> extends LastLook, RetryLimits {
  readonly id: string;
  readonly intervalMs: number;
  readonly queue: Queue.Queue<PollEvent<A>>;
  fresh: boolean;
  lookedAt: number;
  failingSince: number | undefined;
  readonly retryAuthForMs: number;
  /** When the server began to refuse the client, since the last success. */
  refusedSince: number | undefined;
  /** It received a final failure: the poller does nothing more for it. */
  over: boolean;
}

/** A watcher that arrives now. */
export const makeWatcher = <A>(
  id: string,
  intervalMs: number,
  queue: Queue.Queue<PollEvent<A>>,
  { deadline = Number.POSITIVE_INFINITY, retryForMs = Number.POSITIVE_INFINITY, retryAuthForMs = 0 }: WatchLimits,
  now: number,
): Watcher<A> => {
  const leadMs = leadMsOf(deadline - now);
  return {
    id,
    intervalMs,
    queue,
    retryForMs,
    lastLookAt: deadline - leadMs,
    leadMs,
    fresh: true,
    lookedAt: Number.NEGATIVE_INFINITY,
    failingSince: undefined,
    retryAuthForMs,
    refusedSince: undefined,
    over: false,
  };
};
