import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { maxDelayMs, nextDelayMs } from "./backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { mayPass, type RetryPolicyName } from "./retry-policies.ts";

/** True for a request that used up its time limit: a second one would take as long. */
const isOverdue = (error: JobwireError): boolean => error.reason === "request";

/** How often, for how long and after which failures {@link retrying} repeats an effect. */
export interface RetryPolicy {
  /** The client's budget, which all its retries share. */
  readonly budget: RetryBudget;
  /**
   * The number of tries, the first included; default no limit. With a limit, the retries end at once when a server asks to wait
   * longer than 10 s, or when a request used up its total time.
   */
  readonly attempts?: number | undefined;
  /** A further try may begin within this many milliseconds of the start of the first; default no limit. */
  readonly forMs?: number | undefined;
  /** Milliseconds from the start of the first try until the caller ends the retries; a last try begins just before. */
  readonly endsInMs?: number | undefined;
  /** The failures after which it tries again; default `transient`. */
  readonly policy?: RetryPolicyName | undefined;
  /** Called before each delay. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => Effect.Effect<void>) | undefined;
}

/**
 * Repeats the effect while its failure is transient. A Retry-After is the shortest delay, but never past `forMs` (the last try
 * begins when that time is over) or `endsInMs` (the last try begins just before). Fails with the last failure.
 *
 * @example
 * ```ts
 * import { ServerError } from "@jobwire/core";
 * import { RetryBudget, retrying } from "@jobwire/core/backend";
 * import { Effect } from "effect";
 *
 * let tries = 0;
 * const flaky = Effect.suspend(() => {
 *   tries += 1;
 *   return tries < 3 ? Effect.fail(new ServerError({ message: "busy", statusCode: 503 })) : Effect.succeed("done");
 * });
 * console.log(await Effect.runPromise(retrying({ budget: new RetryBudget(), attempts: 3 })(flaky)));
 * ```
 */
export const retrying =
  (options: RetryPolicy): (<A>(effect: Effect.Effect<A, JobwireError>) => Effect.Effect<A, JobwireError>) =>
  (effect) =>
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
          // The last try before the end happens even if the server asks for more time; after it, delays are ordinary again.
          leftMs: Math.min(forMs - goneMs, goneMs < lastTryMs ? lastTryMs - goneMs : Number.POSITIVE_INFINITY),
        });
        if (onRetry !== undefined) yield* onRetry(error, delayMs);
        yield* Effect.sleep(delayMs);
      }
    });
