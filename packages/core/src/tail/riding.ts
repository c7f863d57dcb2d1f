import { Effect, Random } from "effect";
import type { JobwireError } from "../errors.ts";
import { firstDelayMs, maxDelayMs } from "../retry/backoff.ts";
import { monotonicMs } from "../monotonic.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { TailStatus } from "./options.ts";
import type { TailContext } from "./tail-context.ts";

/**
 * Failures of a source that may pass, or that another source may make up for: everything else ends a tail at once. Wider than
 * `isTransient`: a plain log that never decodes is no reason to stop when the file may be had again.
 */
export const isPassing = (error: JobwireError): boolean => mayPass("tail", error);

const afterProgressMs = 100;

/** Rides out failures of one kind: backs off, tells the caller, and gives up when nothing succeeded for `retryForMs`. */
export class Riding {
  readonly #context: TailContext;
  readonly #source: Extract<TailStatus, { type: "retrying" }>["source"];
  #since: number | undefined;
  #attempt = 0;

  constructor(context: TailContext, source: Extract<TailStatus, { type: "retrying" }>["source"]) {
    this.#context = context;
    this.#source = source;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#attempt;
  }

  /** Something succeeded. */
  succeeded(): void {
    if (this.#since === undefined) this.#context.settings.budget.succeeded();
    this.reset();
  }

  /** Forgets the failures so far. */
  reset(): void {
    this.#since = undefined;
    this.#attempt = 0;
  }

  /** Waits before the next try, or fails with this error. What got on before it was cut is tried again almost at once. */
  failed(error: JobwireError, gotOn = false, passing: boolean = isPassing(error)): Effect.Effect<void, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (!passing) return yield* Effect.fail(error);
      if (gotOn) this.reset();
      const now = yield* monotonicMs;
      this.#since ??= now;
      const left = this.#context.settings.retryForMs - (now - this.#since);
      if (left <= 0) return yield* Effect.fail(error);
      const full = gotOn
        ? afterProgressMs
        : !this.#context.settings.budget.spend(error)
          ? maxDelayMs
          : Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(this.#attempt, 10));
      const jittered = Math.round(full * (0.75 + 0.5 * (yield* Random.next)));
      const { lastTryAt = Number.POSITIVE_INFINITY } = this.#context.settings;
      // A server that asks for more time than the tail has does not take its last try.
      const untilLastTry = lastTryAt > now ? Math.ceil(lastTryAt - now) : Number.POSITIVE_INFINITY;
      const delayMs = Math.min(left, untilLastTry, Math.max(jittered, error.retryAfterMs ?? 0));
      this.#attempt++;
      yield* this.#context.status({
        type: "retrying",
        source: this.#source,
        attempt: this.#attempt,
        delayMs,
        error: error.message,
      });
      yield* Effect.sleep(delayMs);
    });
  }
}
