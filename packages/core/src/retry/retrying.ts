import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { maxDelayMs, nextDelayMs } from "./backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { mayPass, type RetryPolicyName } from "./retry-policies.ts";

/** A request that took all of its time: a second one would take as long. */
const isOverdue = (error: JobwireError): boolean => error._tag === "Timeout" && error.reason === "request";

/** How often, how long and after which failures an effect is tried again. */
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
  /** After which failures it is tried again; default `transient`. */
  readonly policy?: RetryPolicyName | undefined;
  /** Called before each delay. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => Effect.Effect<void>) | undefined;
}

/**
 * Tries the effect again while its failure may pass. A Retry-After is the shortest delay, but never past `forMs` (the last try
 * begins when that time is over) or `endsInMs` (the last try begins just before). Fails with the last failure.
 */
export const retrying =
  (options: RetryPolicy) =>
  <A>(effect: Effect.Effect<A, JobwireError>): Effect.Effect<A, JobwireError> =>
    Effect.gen(function* () {
      const { budget, attempts = Number.POSITIVE_INFINITY, policy = "transient", onRetry } = options;
      const { forMs = Number.POSITIVE_INFINITY, endsInMs = Number.POSITIVE_INFINITY } = options;
      const lastTryMs = endsInMs - leadMsOf(endsInMs);
      const mayRetry = (error: JobwireError, tries: number, goneMs: number): boolean => {
        if (!mayPass(policy, error) || tries >= attempts || goneMs >= forMs) return false;
        if (attempts === Number.POSITIVE_INFINITY) return true;
        return !isOverdue(error) && (error.retryAfterMs ?? 0) <= maxDelayMs;
      };
      const start = yield* monotonicMs;
      for (let tries = 1; ; tries++) {
        const outcome = yield* Effect.match(effect, {
          onSuccess: (value) => ({ value }),
          onFailure: (error) => ({ error }),
        });
        if ("value" in outcome) {
          if (tries === 1) budget.succeeded();
          return outcome.value;
        }
        const { error } = outcome;
        const goneMs = (yield* monotonicMs) - start;
        if (!mayRetry(error, tries, goneMs)) return yield* Effect.fail(error);
        const delayMs = yield* nextDelayMs({
          attempt: tries - 1,
          budgeted: budget.spend(error),
          retryAfterMs: error.retryAfterMs,
          // The last try before the end is made even if the server asks for more time; after it nothing is hurried.
          leftMs: Math.min(forMs - goneMs, goneMs < lastTryMs ? lastTryMs - goneMs : Number.POSITIVE_INFINITY),
        });
        if (onRetry !== undefined) yield* onRetry(error, delayMs);
        yield* Effect.sleep(delayMs);
      }
    });
