import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { nextDelayMs } from "./backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** What bounds the retries of one tail. */
export interface RetryLimits {
  readonly retryForMs: number;
  readonly budget: RetryBudget;
  /** When a last try must begin, by the monotonic clock; default never. */
  readonly lastTryAt?: number | undefined;
}

/** A retry that is about to be waited for. */
export interface Retry {
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: JobwireError;
}

/** Counts the failures of one kind in a row, and how long they have lasted. */
export class RetryWindow {
  readonly #limits: RetryLimits;
  #since: number | undefined;
  #attempts = 0;

  constructor(limits: RetryLimits) {
    this.#limits = limits;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Something succeeded. */
  succeeded(): void {
    if (this.#since === undefined) this.#limits.budget.succeeded();
    this.#reset();
  }

  /**
   * Waits before the next try. False, at once, when nothing succeeded for `retryForMs`. A source that made progress before it was cut
   * is tried again almost at once.
   */
  wait(
    error: JobwireError,
    madeProgress: boolean,
    report: (retry: Retry) => Effect.Effect<void>,
  ): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      if (madeProgress) this.#reset();
      const now = yield* monotonicMs;
      this.#since ??= now;
      const left = this.#limits.retryForMs - (now - this.#since);
      if (left <= 0) return false;
      const { budget, lastTryAt = Number.POSITIVE_INFINITY } = this.#limits;
      // A server that asks for more time than the tail has does not take its last try.
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

  #reset(): void {
    this.#since = undefined;
    this.#attempts = 0;
  }
}
