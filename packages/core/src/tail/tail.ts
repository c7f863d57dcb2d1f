import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Stream from "effect/Stream";
import { isJobwireError, type JobwireError, Timeout } from "../errors.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { makeRedactor, type Redactor } from "../redaction/redactor.ts";
import { type ClientLog, errorFields } from "../log/client-log.ts";
import { loggedStatus } from "./logged-status.ts";
import type { TailBackend } from "./backend.ts";
import { tailOptionsProblem } from "./check-options.ts";
import type { TailBatch, TailOptions } from "./options.ts";
import { startOf } from "./line-start.ts";
import { TailRun } from "./run/tail-run.ts";
import { realTuning, type TailSettings, type TailTuning } from "./settings.ts";
import { makeTailText, type TailText } from "./text/tail-text.ts";

/** The same error with the position reached. */
const withPosition = (error: JobwireError, { position }: TailText): JobwireError => {
  if (error.position === undefined && position !== undefined) error.position = position;
  return error;
};

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
  const onStatus = loggedStatus(options.onStatus, backend.label, defaults.budget?.log);
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
  return Stream.unwrap(
    Effect.gen(function* () {
      const { timeoutMs, tuning } = settings;
      const limitMs = timeoutMs ?? Number.POSITIVE_INFINITY;
      const began = yield* monotonicMs;
      const lastTryAt = began + limitMs - leadMsOf(limitMs);
      const start = yield* startOf(backend, settings);
      const limited: TailSettings = { ...settings, ...start, lastTryAt };
      const text = yield* makeTailText({
        ...limited,
        tail: limited.tail,
        slowReaderMs: tuning.slowReaderMs,
        capacity: () => Math.min(tuning.waitingUnits, backend.waitingUnits?.() ?? tuning.waitingUnits),
      });
      const run = new TailRun(backend, limited, text);
      const timed =
        timeoutMs === undefined
          ? run.run()
          : Effect.timeoutOrElse(run.run(), {
              duration: began + timeoutMs - (yield* monotonicMs),
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
      const runToEnd = Effect.gen(function* () {
        const exit = yield* Effect.exit(timed);
        if (Exit.isFailure(exit)) logEnd(exit.cause, backend.label, defaults.budget?.log);
        yield* text.settled();
        text.batches.end(Exit.isSuccess(exit) ? Cause.fail(Cause.Done()) : endOf(exit.cause, text, redactor));
      });
      yield* Effect.forkScoped(runToEnd);
      return Stream.fromPull(Effect.succeed(text.batches.take));
    }),
  );
};

/** Writes the failure that ends a tail; an interruption is no failure. */
const logEnd = (cause: Cause.Cause<JobwireError>, label: string, log: ClientLog | undefined): void => {
  const failure = cause.reasons.find(Cause.isFailReason);
  if (failure !== undefined && isJobwireError(failure.error)) {
    log?.write("error", `tail of ${label} failed`, errorFields(failure.error));
  }
};

/** The failure of a tail as the consumer gets it. */
const endOf = (cause: Cause.Cause<JobwireError>, text: TailText, redactor: Redactor): Cause.Cause<JobwireError> => {
  const failure = cause.reasons.find(Cause.isFailReason);
  return failure !== undefined && isJobwireError(failure.error)
    ? Cause.fail(withPosition(redactor.error(failure.error), text))
    : cause;
};
