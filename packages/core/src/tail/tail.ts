import { Cause, Effect, Exit, Queue, Stream } from "effect";
import { shownValue } from "../surface/checked.ts";
import { InvalidRequest, isJobwireError, type JobwireError, Timeout } from "../errors.ts";
import { leadMsOf } from "../poll/last-looks.ts";
import { monotonicMs } from "../monotonic.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { makeRedactor, type Redactor } from "../redaction/redactor.ts";
import type { TailBackend } from "./backend.ts";
import { TailMachine } from "./machine.ts";
import type { TailBatch, TailOptions, TailProtocol } from "./options.ts";
import { isPosition } from "./position.ts";
import { realTuning, TailContext, type TailSettings, type TailTuning } from "./tail-context.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ reason: "local", message });

const protocols: ReadonlyArray<unknown> = ["auto", "websocket", "http"] satisfies ReadonlyArray<TailProtocol>;
/** Ray takes the number as 32 bits. */
const mostTail = 2_147_483_647;

/** What is wrong with the options of a tail, if anything is; nothing needs to be asked for that. */
export const tailOptionsProblem = (options: TailOptions): InvalidRequest | undefined => {
  const { tail, from, limits, protocol, follow } = options;
  if (protocol !== undefined && !protocols.includes(protocol))
    return invalid(`\`protocol\` must be \`auto\`, \`websocket\` or \`http\`, not ${shownValue(protocol)}.`);
  if (follow !== undefined && typeof follow !== "boolean")
    return invalid(`\`follow\` must be true or false, not ${shownValue(follow)}.`);
  if (tail !== undefined && !(Number.isInteger(tail) && tail >= 0 && tail <= mostTail))
    return invalid(`\`tail\` must be a whole number of lines from 0 to ${mostTail}, not ${shownValue(tail)}.`);
  if (tail !== undefined && from !== undefined)
    return invalid("`tail` and `from` both say where to begin; give one of them.");
  if (from !== undefined && !isPosition(from)) {
    return invalid(
      "`from` is not a position of this version of Jobwire; give a `position` of a batch or an error as it was.",
    );
  }
  if (from !== undefined && from.anchor === null) {
    return invalid(
      "This position came from `tail: N` on a finished job, whose first lines were not read; it cannot be gone on from. Start again.",
    );
  }
  if (limits !== undefined && (typeof limits !== "object" || limits === null))
    return invalid(`\`limits\` must be an object, not ${shownValue(limits)}.`);
  const { oversize = "truncate", ...numbers } = limits ?? {};
  if (oversize !== "truncate" && oversize !== "skip" && oversize !== "error")
    return invalid("`oversize` must be `truncate`, `skip` or `error`.");
  for (const [name, limit] of Object.entries(numbers)) {
    if (limit !== undefined && !(typeof limit === "number" && limit > 0))
      return invalid(`The limit \`${name}\` must be a number above 0, not ${shownValue(limit)}.`);
  }
  for (const name of ["idleMs", "totalMs", "retryForMs"] as const) {
    const value = options[name];
    if (value !== undefined && !(typeof value === "number" && value >= 0))
      return invalid(`\`${name}\` must be a number of milliseconds, 0 or more, not ${shownValue(value)}.`);
  }
  return undefined;
};

/** The same error, told where the tail stood. */
const placed = (error: JobwireError, context: TailContext): JobwireError => {
  const { position } = context;
  if (error.position === undefined && position !== undefined) error.position = position;
  return error;
};

/** Batches that may wait for the consumer; each is one message or one piece of an answer, about 64 KiB. */
const bufferedBatches = 2;

/** What a backend adds to the caller's options. */
export interface TailDefaults {
  readonly retryForMs: number;
  readonly idleMs: number;
  readonly pollIntervalMs: number;
  /** The client's, so that its tails' retries count as its calls' do; default one of the tail's own. */
  readonly budget?: RetryBudget;
  /** The client's: errors and statuses pass it. Default one that knows no secret. */
  readonly redactor?: Redactor;
  /** What `maxMessages` counts (see {@link TailSettings}); default what is received. */
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
    pollIntervalMs: defaults.pollIntervalMs,
    budget: defaults.budget ?? new RetryBudget(),
    messages: defaults.messages ?? "received",
    tuning: defaults.tuning ?? realTuning,
  };
  return Stream.callback<TailBatch, JobwireError>(
    Effect.fnUntraced(function* (queue) {
      const { totalMs } = settings;
      const limited: TailSettings =
        totalMs === undefined
          ? settings
          : { ...settings, lastTryAt: (yield* monotonicMs) + totalMs - leadMsOf(totalMs) };
      const context = new TailContext(backend, limited, queue, yield* Effect.scope);
      const run = new TailMachine(context).run();
      const timed =
        totalMs === undefined
          ? run
          : Effect.timeoutOrElse(run, {
              duration: totalMs,
              orElse: () =>
                Effect.fail(
                  new Timeout({
                    reason: "total",
                    message: `The tail of ${backend.label} did not end within ${totalMs} ms (totalMs). Go on from the error's position.`,
                  }),
                ),
            });
      const exit = yield* Effect.exit(timed);
      yield* context.settled();
      if (Exit.isSuccess(exit)) return yield* Queue.end(queue);
      const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail");
      return yield* failure !== undefined && isJobwireError(failure.error)
        ? Queue.fail(queue, placed(redactor.error(failure.error), context))
        : Queue.failCause(queue, exit.cause as Cause.Cause<never>);
    }),
    { bufferSize: bufferedBatches, strategy: "suspend" },
  );
};
