import * as Effect from "effect/Effect";
import { CreateOutcomeUnknown, type JobwireError } from "../errors.ts";
import { sendNature } from "../http/send-nature.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import { maySendAgain, pauseBeforeSend } from "./resend.ts";
import { withSubmitDeadline } from "./submit-deadline.ts";

/** The submit looks for the outcome of an ambiguous send for this long, in milliseconds, without `retryForMs`. */
const lookUpForMs = 60_000;

/**
 * Submits a job whose id the client made, so that it runs once: after a failure that may have followed its arrival, it reads the
 * job before it sends again. `find` fails with `NotFound` (reason `unknown-job`) when the server does not have the job; a job that
 * was there before must make `send` fail with `Conflict`. Fails with `CreateOutcomeUnknown` when nothing shows the outcome, and
 * with `Timeout` (reason `deadline`) when `timeoutMs` expires and the server certainly has no such job.
 */
export const submitOnce = (job: {
  /** The name of the submit in messages. */
  readonly label: string;
  /** The client's budget of retries. */
  readonly budget: RetryBudget;
  /** Sends the submit once. */
  readonly send: Effect.Effect<unknown, JobwireError>;
  /** Looks the job up by its id. */
  readonly find: Effect.Effect<unknown, JobwireError>;
  /** Milliseconds for the whole submit; default no limit. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for retries of sends and look-ups. Default: three sends, and 60,000 for each look-up. */
  readonly retryForMs?: number | undefined;
  /** Called before each retry. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
}): Effect.Effect<void, JobwireError> =>
  Effect.suspend(() => {
    const { label, timeoutMs } = job;
    const state = { open: false };
    const submitted = submitWithin(job, state);
    const unknown = (late: JobwireError) => (state.open ? unknownOutcome(label, late) : undefined);
    return withSubmitDeadline(submitted, { label, timeoutMs, unknown });
  });

const unknownOutcome = (label: string, cause: JobwireError): CreateOutcomeUnknown =>
  new CreateOutcomeUnknown({
    message: `${label}: the request was sent, but it is unknown whether the server accepted the job. Look for the job before you submit again`,
    reason: cause._tag === "Timeout" ? "timeout" : "unreadable",
    cause,
  });

/** `state.open`: a send is under way, or its outcome is unknown. */
const submitWithin = (
  {
    label,
    budget,
    send,
    find,
    timeoutMs = Number.POSITIVE_INFINITY,
    retryForMs,
    onRetry,
  }: Parameters<typeof submitOnce>[0],
  state: { open: boolean },
): Effect.Effect<void, JobwireError> =>
  Effect.gen(function* () {
    const startedAt = yield* monotonicMs;
    const endsAt = startedAt + timeoutMs;
    const report = (error: JobwireError, delayMs: number) => Effect.sync(() => onRetry?.(error, delayMs));
    const leftMs = (now: number): number | undefined =>
      retryForMs === undefined ? undefined : Math.max(0, startedAt + retryForMs - now);
    const isThere = Effect.flatMap(monotonicMs, (now) =>
      find.pipe(
        Effect.as(true),
        Effect.catchIf(
          (error) => error._tag === "NotFound" && error.reason === "unknown-job",
          () => Effect.succeed(false),
        ),
        retrying({
          budget,
          forMs: leftMs(now) ?? lookUpForMs,
          endsInMs: endsAt - now,
          onRetry: report,
        }),
        Effect.mapError((cause) => unknownOutcome(label, cause)),
      ),
    );
    let ambiguous = false;
    // An earlier send of ours may be the job that has the id now.
    const mayBeOurs = (failure: JobwireError): boolean =>
      sendNature(failure) === "ambiguous" || (failure._tag === "Conflict" && ambiguous);
    const trackedSend = Effect.suspend(() => {
      state.open = true;
      return Effect.tapError(send, (error) => Effect.sync(() => (state.open = mayBeOurs(error))));
    });
    for (let sends = 1; ; sends++) {
      const forMs = leftMs(yield* monotonicMs);
      const limits = forMs === undefined ? { attempts: 3 } : { forMs, onRetry: report };
      const outcome = yield* Effect.result(trackedSend.pipe(retrying({ budget, policy: "not-sent", ...limits })));
      if (outcome._tag === "Success") return;
      const { failure } = outcome;
      if (!mayBeOurs(failure)) return yield* Effect.fail(failure);
      ambiguous = true;
      if (yield* isThere) return;
      state.open = false;
      const failed = { failure, sends, goneMs: (yield* monotonicMs) - startedAt, retryForMs };
      if (!maySendAgain(failed)) return yield* Effect.fail(failure);
      // Without `retryForMs` the look-up was the pause.
      if (retryForMs !== undefined) yield* pauseBeforeSend(failed, { budget, notSent: false, onRetry });
    }
  });
