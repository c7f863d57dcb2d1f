import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { nextDelayMs } from "./backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** The limits of one tail's retries. */
export interface RetryLimits {
  readonly retryForMs: number;
  readonly budget: RetryBudget;
  /** When a last try must begin, by the monotonic clock; default never. */
  readonly lastTryAt?: number | undefined;
}

/** A retry, reported before its delay. */
export interface Retry {
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: JobwireError;
}

/** Counts the consecutive failures of one kind, and measures how long they have lasted. */
export class RetryWindow {
  readonly #limits: RetryLimits;
  #since: number | undefined;
  #attempts = 0;

  constructor(limits: RetryLimits) {
    this.#limits = limits;
  }

  /** Consecutive failures. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Records a success. */
  succeeded(): void {
    if (this.#since === undefined) this.#limits.budget.succeeded();
    this.reset();
  }

  /**
   * Waits before the next try. Returns false at once when nothing succeeded for `retryForMs`. After a source that made progress
   * before it was cut, the delay is short.
   */
  wait(
    error: JobwireError,
    madeProgress: boolean,
    report: (retry: Retry) => Effect.Effect<void>,
  ): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      if (madeProgress) this.reset();
      const now = yield* monotonicMs;
      this.#since ??= now;
      const left = this.#limits.retryForMs - (now - this.#since);
      if (left <= 0) return false;
      const { budget, lastTryAt = Number.POSITIVE_INFINITY } = this.#limits;
      // The tail makes its last try even when the server asks for more time than the tail has.
      const untilLastTry = lastTryAt > now ? lastTryAt - now : Number.POSITIVE_INFINITY;
      const delayMs = yield* nextDelayMs({
        attempt: this.#attempts,
        budgeted: madeProgress || budget.spend(error),
        madeProgress,
        retryAfterMs: error.retryAfterMs,
        leftMs: Math.min(left, untilLastTry),
      });
      this.#attempts++;
      yield* report({ attempt: this.#attempts, delayMs, error });
      yield* Effect.sleep(delayMs);
      return true;
    });
  }

  /** Forgets the failures so far. */
  reset(): void {
    this.#since = undefined;
    this.#attempts = 0;
  }
}
