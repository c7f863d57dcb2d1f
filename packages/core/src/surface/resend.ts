import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { nextDelayMs } from "../retry/backoff.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { mayPass } from "../retry/retry-policies.ts";

/** The limit of sends of a submit without `retryForMs` and `maxRetries`; all have the same id, of which the server accepts one job. */
const defaultSends = 3;

/** A send that failed, after which the server certainly has no such job. */
export interface FailedSend {
  readonly failure: JobwireError;
  /** The number of sends so far, this one included. */
  readonly sends: number;
  /** Milliseconds since the first send began. */
  readonly goneMs: number;
  /** The caller's limit for retries in milliseconds; undefined: a few sends in a row. */
  readonly retryForMs: number | undefined;
  /** The caller's limit for their number; undefined: the default. */
  readonly maxRetries: number | undefined;
  /** The server itself reports why it failed, so that a retry helps less. */
  readonly reported?: boolean;
}

/**
 * True when a submit may send again: until `retryForMs` is over, and at most three times (or `maxRetries` times) without it or after
 * a lasting failure.
 */
export const maySendAgain = ({
  failure,
  sends,
  goneMs,
  retryForMs = Number.POSITIVE_INFINITY,
  maxRetries,
  reported = false,
}: FailedSend): boolean => {
  const lasts = retryForMs === Number.POSITIVE_INFINITY || reported || !mayPass("transient", failure);
  const maxSends = maxRetries === undefined ? (lasts ? defaultSends : Number.POSITIVE_INFINITY) : maxRetries + 1;
  return sends < maxSends && goneMs < retryForMs;
};

/** Waits before the next send: with the usual back-off, and never past `retryForMs`. */
export const pauseBeforeSend = (
  { failure, sends, goneMs, retryForMs }: FailedSend,
  {
    budget,
    notSent,
    onRetry,
  }: {
    readonly budget: RetryBudget;
    /** The server never saw the request, so no look-up took time. */
    readonly notSent: boolean;
    readonly onRetry: ((error: JobwireError, delayMs: number) => void) | undefined;
  },
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const budgeted = budget.spend(failure);
    if (retryForMs === undefined) {
      const pauseMs = notSent ? 250 * 2 ** sends : 0;
      budget.log?.retry(failure, pauseMs, sends, { operation: "submit" });
      if (notSent) yield* Effect.sleep(pauseMs);
      return;
    }
    const { retryAfterMs } = failure;
    const leftMs = Math.max(0, retryForMs - goneMs);
    const delayMs = yield* nextDelayMs({ attempt: sends - 1, budgeted, retryAfterMs, leftMs });
    budget.log?.retry(failure, delayMs, sends, { operation: "submit" });
    onRetry?.(failure, delayMs);
    yield* Effect.sleep(delayMs);
  });
