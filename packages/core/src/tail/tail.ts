import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Queue from "effect/Queue";
import * as Stream from "effect/Stream";
import { isJobwireError, type JobwireError, Timeout } from "../errors.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { makeRedactor, type Redactor } from "../redaction/redactor.ts";
import type { TailBackend } from "./backend.ts";
import { tailOptionsProblem } from "./check-options.ts";
import type { TailBatch, TailOptions } from "./options.ts";
import { TailRun } from "./run/tail-run.ts";
import { realTuning, type TailSettings, type TailTuning } from "./settings.ts";
import { TailText } from "./text/tail-text.ts";

/** The same error with the position reached. */
const withPosition = (error: JobwireError, { position }: TailText): JobwireError => {
  if (error.position === undefined && position !== undefined) error.position = position;
  return error;
};

/** Batches that may wait for the consumer; each holds the lines of one pull, about 64 KiB. */
const bufferedBatches = 2;

/** The settings that a backend adds to the caller's options. */
export interface TailDefaults {
  readonly retryForMs: number;
  /** Default 0. */
  readonly retryAuthForMs?: number;
  readonly idleMs: number;
  readonly pollIntervalMs: number;
  /** The client's, so that its tails' retries count as its calls' do; default one of the tail's own. */
  readonly budget?: RetryBudget;
  /** The client's, which redacts errors and statuses. Default one without secrets. */
  readonly redactor?: Redactor;
  /** The unit of `maxMessages` (see {@link TailSettings}); default the received messages. */
  readonly messages?: TailSettings["messages"];
  /** Only for tests. */
  readonly tuning?: TailTuning;
}

/**
 * Follows a job's log to its proven end, as a stream of batches: every line once, in order, whole; or a typed error that states the
 * position reached. Ends normally only after a terminal status was read and the log was read to its end after that.
 *
 * Fails with any of: ConnectionFailed, Timeout, Unauthorized, Forbidden, NotFound, InvalidRequest, RedirectRefused, RateLimited,
 * ServerError, BadResponse, LogReset, StreamLimitExceeded, JobLost.
 */
export const tailStream = (
  backend: TailBackend,
  options: TailOptions,
  defaults: TailDefaults,
): Stream.Stream<TailBatch, JobwireError> => {
  const problem = tailOptionsProblem(options);
  if (problem !== undefined) return Stream.fail(problem);
  const redactor = defaults.redactor ?? makeRedactor();
  const { onStatus } = options;
  const settings: TailSettings = {
    ...options,
    onStatus: onStatus === undefined ? undefined : (status) => onStatus(redactor.data(status)),
    idleMs: options.idleMs ?? defaults.idleMs,
    retryForMs: options.retryForMs ?? defaults.retryForMs,
    retryAuthForMs: options.retryAuthForMs ?? defaults.retryAuthForMs ?? 0,
    pollIntervalMs: defaults.pollIntervalMs,
    budget: defaults.budget ?? new RetryBudget(),
    messages: defaults.messages ?? "received",
    tuning: defaults.tuning ?? realTuning,
  };
  return Stream.callback<TailBatch, JobwireError>(
    Effect.fnUntraced(function* (queue) {
      const { timeoutMs } = settings;
      const limitMs = timeoutMs ?? Number.POSITIVE_INFINITY;
      const lastTryAt = (yield* monotonicMs) + limitMs - leadMsOf(limitMs);
      const limited: TailSettings = { ...settings, lastTryAt };
      const { tuning, messages } = limited;
      const textSettings = { ...limited, slowReaderMs: tuning.slowReaderMs, messages };
      const text = new TailText(textSettings, queue, yield* Effect.scope);
      const run = new TailRun(backend, limited, text);
      const timed =
        timeoutMs === undefined
          ? run.run()
          : Effect.timeoutOrElse(run.run(), {
              duration: timeoutMs,
              orElse: () =>
                Effect.fail(
                  new Timeout({
                    reason: "deadline",
                    jobId: run.job?.jobId,
                    job: run.job?.job,
                    elapsedMs: timeoutMs,
                    message: `The tail of ${backend.label} did not end within ${timeoutMs} ms (timeoutMs). Continue from the error's position.`,
                  }),
                ),
            });
      const exit = yield* Effect.exit(timed);
      yield* text.settled();
      if (Exit.isSuccess(exit)) return yield* Queue.end(queue);
      const failure = exit.cause.reasons.find(Cause.isFailReason);
      return yield* failure !== undefined && isJobwireError(failure.error)
        ? Queue.fail(queue, withPosition(redactor.error(failure.error), text))
        : Queue.failCause(queue, exit.cause as Cause.Cause<never>);
    }),
    { bufferSize: bufferedBatches, strategy: "suspend" },
  );
};
