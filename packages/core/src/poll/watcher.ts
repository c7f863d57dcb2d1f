import type { Queue } from "effect";
import { type LastLook, leadMsOf } from "./last-looks.ts";
import type { PollEvent } from "./poll-event.ts";

/** How long one watcher waits. */
export interface WatchLimits {
  /** Milliseconds of the monotonic clock at which it gives up. It gets a last look of its own just before. */
  readonly deadline?: number | undefined;
  /** Milliseconds without a success after which a failure is its last; default no limit. */
  readonly retryForMs?: number | undefined;
}

/** What decides when a failed poll is tried again. */
export interface RetryLimits {
  /** No poll that began after the watcher came has begun yet. */
  readonly fresh: boolean;
  readonly retryForMs: number;
  /** When the first of the failures came that no success has followed. */
  readonly failingSince: number | undefined;
}

/** One that is told about an id. */
export interface Watcher<A> extends LastLook, RetryLimits {
  readonly id: string;
  readonly intervalMs: number;
  readonly queue: Queue.Queue<PollEvent<A>>;
  fresh: boolean;
  lookedAt: number | undefined;
  failingSince: number | undefined;
  /** It was told of a failure that does not pass: nothing more is done for it. */
  over: boolean;
}

/** A watcher that comes now. */
export const makeWatcher = <A>(
  id: string,
  intervalMs: number,
  queue: Queue.Queue<PollEvent<A>>,
  { deadline, retryForMs = Number.POSITIVE_INFINITY }: WatchLimits,
  now: number,
): Watcher<A> => {
  const leadMs = deadline === undefined ? 0 : leadMsOf(deadline - now);
  return {
    id,
    intervalMs,
    queue,
    retryForMs,
    lastLookAt: deadline === undefined ? undefined : deadline - leadMs,
    leadMs,
    fresh: true,
    lookedAt: undefined,
    failingSince: undefined,
    over: false,
  };
};
