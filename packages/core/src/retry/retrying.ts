import { Duration, Effect, Schedule } from "effect";
import type { JobwireError } from "../errors.ts";
import { firstDelayMs, mostDelayMs } from "./backoff.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { isTransient } from "./transient.ts";

/** A request that took all of its time: a second one would take as long. */
const isOverdue = (error: JobwireError): boolean => error._tag === "Timeout" && error.reason === "total";

/** How failures are ridden out. */
export interface RetryPolicy {
  readonly budget: RetryBudget;
  /**
   * Tries in all, the first included; default no limit. With a limit, a server that asks to wait longer than 10 s ends it at once,
   * and so does a request that used up its total time.
   */
  readonly attempts?: number | undefined;
  /** Milliseconds from the start of the first try in which a further one may begin; default no limit. */
  readonly forMs?: number | undefined;
  /** Milliseconds from the start of the first try after which the caller ends it all; a last try begins just before. */
  readonly endsInMs?: number | undefined;
  /** Whether a failure may pass; default {@link isTransient}. */
  readonly passing?: ((error: JobwireError) => boolean) | undefined;
  /** Told before each delay. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => Effect.Effect<void>) | undefined;
}

/** 250 ms doubling to 10 s, each 20% more or less. */
const backoff = Schedule.min([Schedule.exponential(firstDelayMs, 2), Schedule.spaced(mostDelayMs)]).pipe(
  Schedule.jittered,
  Schedule.setInputType<JobwireError>(),
);

/**
 * Tries the effect again while its failure may pass. A Retry-After is the least delay, but never past `forMs` (the last
 * try happens when that time is over) or `endsInMs` (the last try happens just before). The failure that is given back is the last one.
 */
export const retrying =
  (policy: RetryPolicy) =>
  <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
    Effect.gen(function* () {
      const { budget, attempts = Number.POSITIVE_INFINITY, forMs = Number.POSITIVE_INFINITY, onRetry } = policy;
      const { endsInMs = Number.POSITIVE_INFINITY } = policy;
      const lastTryMs = endsInMs - leadMsOf(endsInMs);
      const passing = policy.passing ?? isTransient;
      const start = yield* monotonicMs;
      let clean = true;
      const schedule = backoff.pipe(
        Schedule.while(({ input, attempt }) =>
          Effect.map(monotonicMs, (now) => {
            if (!passing(input) || attempt >= attempts || now - start >= forMs) return false;
            if (attempts === Number.POSITIVE_INFINITY) return true;
            return !isOverdue(input) && (input.retryAfterMs ?? 0) <= mostDelayMs;
          }),
        ),
        Schedule.modifyDelay(({ input, duration }) =>
          Effect.gen(function* () {
            clean = false;
            const own = budget.spend(input) ? Duration.toMillis(duration) : mostDelayMs;
            const gone = (yield* monotonicMs) - start;
            // The last try before the end is made even if the server asks for more time; after it nothing is hurried.
            const left = Math.min(forMs - gone, gone < lastTryMs ? lastTryMs - gone : Number.POSITIVE_INFINITY);
            const delayMs = Math.ceil(Math.min(Math.max(own, input.retryAfterMs ?? 0), left));
            if (onRetry !== undefined) yield* onRetry(input, delayMs);
            return delayMs;
          }),
        ),
      );
      const value = yield* Effect.retry(effect, schedule);
      if (clean) budget.succeeded();
      return value;
    });
