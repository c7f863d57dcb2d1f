import * as Effect from "effect/Effect";
import * as Shape from "../shape.ts";
import { BadResponse, Conflict, CreateOutcomeUnknown, type JobwireError, ServerError } from "../errors.ts";
import { type SendNature, sendNature } from "../http/send-nature.ts";
import { excerpt } from "../http/visible-text.ts";
import { isNoHttpServer, isWrongServer } from "../http/wrong-server.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import { maySendAgain, pauseBeforeSend } from "../surface/resend.ts";
import { withSubmitDeadline } from "../surface/submit-deadline.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { RayApi } from "./api.ts";
import { decodeShape } from "../http/decode-shape.ts";
import { getJob } from "./jobs.ts";
import type { SubmitBody } from "./submit-body.ts";
import { readSupervisor } from "./supervisor.ts";
import type { SubmitOptions } from "../surface/options.ts";
import type { RayJob } from "./job.ts";

/** The limit of the search for the outcome of an ambiguous send, in milliseconds, without `retryForMs`. */
const lookUpForMs = 60_000;
/** A job counts as absent when this many reads, a second apart, do not find it: the first send may still be on its way. */
const absentReads = 3;

const read = decodeShape(Shape.Struct({ submission_id: Shape.String }));

/** After Ray's own error the job gets this many looks, a second apart, to leave PENDING. */
const startLooks = 10;
/** Ray has no supervisor for a job when this many consecutive looks do not find one. */
const unsupervisedLooks = 3;

/** The time limits of a submit, and the callback for its retries. */
export interface SubmitLimits {
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for retries of sends and look-ups. Default: three sends, and 60,000 for each look-up. */
  readonly retryForMs?: number | undefined;
  /** How many times the submit may be sent again. Default 2; no limit with `retryForMs`. */
  readonly maxRetries?: number | undefined;
  readonly onRetry?: SubmitOptions["onRetry"];
}

/** The result of the look-up after a send without a clear response. */
type Outcome = "absent" | "theirs" | RayJob;

/**
 * Submits once. After a failure with an unknown outcome, the client looks the job up by its id, which it made before the send:
 * a job with the same entrypoint and metadata is this one; a job that is proven absent is sent again with the same id (Ray
 * refuses a second one with it), for `retryForMs` or at most three times; an unreadable outcome is `CreateOutcomeUnknown`, with the id in the message, and nothing is
 * sent again. The same happens when `timeoutMs` (milliseconds) expires while a send is open.
 *
 * When Ray itself reports an error for the submit, a job that it lists nevertheless counts only when something starts it: Ray
 * 2.60 adds a job to its table before it opens the log file, and a failure there (a full disk) leaves a job that is PENDING for
 * ever. That is `ServerError` (reason `never-started`), or `CreateOutcomeUnknown` when it may still start.
 */
export const submitJob = (
  api: RayApi,
  budget: RetryBudget,
  body: SubmitBody,
  limits: SubmitLimits = {},
): Effect.Effect<string, JobwireError> => Effect.suspend(() => submitOnce(api, budget, body, limits));

const submitOnce = (
  api: RayApi,
  budget: RetryBudget,
  body: SubmitBody,
  { timeoutMs, retryForMs, maxRetries, onRetry }: SubmitLimits,
): Effect.Effect<string, JobwireError> => {
  const id = body.submission_id;
  const label = `submit of ${id} at ${api.address}`;

  const send = Effect.gen(function* () {
    const text = yield* api.call(label, (client, init) => client.POST("/api/jobs/", { body, ...init }));
    const { submission_id: named } = yield* read(label, text);
    if (named === id) return;
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: the server accepted the job, but under the id ${excerpt(named, 80)}. Use that id to follow the job`,
        reason: "other-id",
        statusCode: 200,
      }),
    );
  });

  const unknown = (why: string, cause: JobwireError): CreateOutcomeUnknown =>
    new CreateOutcomeUnknown({
      message: `${label}: the job was sent, but its outcome is unknown (${why}). Look for the id ${id} before you submit again`,
      reason: cause._tag === "Timeout" ? "timeout" : "unreadable",
      cause,
    });

  const reportRetry = (error: JobwireError, delayMs: number): void =>
    onRetry?.(api.http.redactor.error(error), delayMs);

  const lookUp = (why: JobwireError): Effect.Effect<Outcome, JobwireError> =>
    Effect.gen(function* () {
      for (let reads = 1; ; reads++) {
        const now = yield* monotonicMs;
        const found = yield* getJob(api, id).pipe(
          Effect.catchIf(isLost, (error) => Effect.flatMap(api.http.tlsInstead, (tls) => Effect.fail(tls ?? error))),
          Effect.catchIf(
            (error) => error._tag === "NotFound" && error.reason === "unknown-job",
            () => Effect.undefined,
          ),
          retrying({
            budget,
            forMs: retryForMs === undefined ? lookUpForMs : Math.max(0, startedAt + retryForMs - now),
            endsInMs: endsAt - now,
            onRetry: (error, delayMs) => Effect.sync(() => reportRetry(error, delayMs)),
          }),
        );
        if (found !== undefined) return isSame(found, body) ? found : "theirs";
        if (reads === absentReads) return "absent";
        yield* Effect.sleep(1000);
      }
    }).pipe(
      Effect.mapError((error) => {
        if (isNoHttpServer(error)) return error;
        if (!isWrongServer(why) || mayPass("transient", error)) return unknown(why.message, error);
        return isWrongServer(error) ? error : why;
      }),
    );

  /** Succeeds when something starts the job, which Ray lists although it reported `failure` for the submit. */
  const starts = (failure: ServerError, listed: RayJob): Effect.Effect<void, JobwireError> =>
    Effect.gen(function* () {
      let job = listed;
      let unsupervised = 0;
      for (let looks = 1; !hasStarted(job); looks++) {
        const supervisor = yield* readSupervisor(api, id);
        if (supervisor.type === "present") return;
        unsupervised = supervisor.type === "absent" ? unsupervised + 1 : 0;
        if (unsupervised === unsupervisedLooks || looks === startLooks) {
          return yield* Effect.fail(notStarted(failure, job, unsupervised > 0 || agentRaised(failure)));
        }
        yield* Effect.sleep(1000);
        const again = yield* lookUp(failure);
        if (again === "theirs") return yield* Effect.fail(taken);
        if (again === "absent") return yield* Effect.fail(failure);
        job = again;
      }
    });

  const notStarted = (failure: ServerError, job: RayJob, certain: boolean): JobwireError => {
    const details = { statusCode: failure.statusCode, serverText: failure.serverText, cause: failure };
    const listed = `Ray lists the job ${id} as ${job.status} without a node`;
    if (certain) {
      return new ServerError({
        ...details,
        message: `${failure.message}. ${listed}, but nothing will start it, and nobody can stop or delete it. Fix the cause and submit again with another id`,
        reason: "never-started",
      });
    }
    return new CreateOutcomeUnknown({
      ...details,
      message: `${failure.message}. ${listed}; it may still start. Look at the job before you submit again`,
      reason: "not-started",
    });
  };

  const taken = new Conflict({
    message: `${label}: a job with this id already exists. Choose another submission id`,
    reason: "exists",
    statusCode: 500,
  });

  /** True while a send is under way or its outcome is unknown. */
  let open = false;
  /** The end of `timeoutMs`, by the monotonic clock. */
  let endsAt = Number.POSITIVE_INFINITY;
  /** The start of the first send, by the same clock. */
  let startedAt = 0;
  const submitted = Effect.gen(function* () {
    let ambiguous = false;
    startedAt = yield* monotonicMs;
    endsAt = startedAt + (timeoutMs ?? Number.POSITIVE_INFINITY);
    for (let sends = 1; ; sends++) {
      open = true;
      const failure = yield* Effect.match(send, { onSuccess: () => undefined, onFailure: (error) => error });
      if (failure === undefined) return id;
      const duplicate = failure._tag === "Conflict" && failure.reason === "exists";
      const nature = duplicate && ambiguous ? "ambiguous" : natureOf(failure, retryForMs !== undefined);
      if (nature === "refused") return yield* Effect.fail(failure);
      if (nature === "ambiguous") {
        ambiguous = true;
        const outcome = yield* lookUp(failure);
        if (outcome === "theirs") return yield* Effect.fail(taken);
        if (outcome !== "absent") {
          if (isRayError(failure)) yield* starts(failure, outcome);
          return id;
        }
      }
      open = false;
      // The job is certainly absent: the failure is the result, unless a retry may succeed.
      const goneMs = (yield* monotonicMs) - startedAt;
      const failed = { failure, sends, goneMs, retryForMs, maxRetries, reported: isRayError(failure) };
      if (!maySendAgain(failed)) return yield* Effect.fail(failure);
      yield* pauseBeforeSend(failed, { budget, notSent: nature === "not-sent", onRetry: reportRetry });
    }
  });
  return withSubmitDeadline(submitted, {
    label,
    timeoutMs,
    unknown: (late) => (open ? unknown(`${timeoutMs} ms (timeoutMs) expired`, late) : undefined),
  });
};

const isLost = (error: JobwireError): boolean => error._tag === "ConnectionFailed" && error.reason === "reset";

/**
 * As {@link sendNature}; but a server that changed the job's id would take a second send for another job, and a rate limit proves that
 * nothing was submitted, so that `patient` callers send again.
 */
const natureOf = (error: JobwireError, patient: boolean): SendNature => {
  if (error._tag === "BadResponse" && error.reason === "other-id") return "refused";
  return patient && error._tag === "RateLimited" ? "not-sent" : sendNature(error);
};

/** True when Ray itself reports why it failed; any other 5xx may come from a proxy that lost the response. */
const isRayError = (error: JobwireError): error is ServerError =>
  error._tag === "ServerError" &&
  error.statusCode === 500 &&
  error.reason === "failed" &&
  !/^\s*(?:<|$)/.test(error.serverText ?? "");

/** True when the node's agent raised an exception, after which it does not continue with this job. */
const agentRaised = (error: ServerError): boolean =>
  /Request failed with status code 5\d\d: /.test(error.serverText ?? "");

/** True when a supervisor has the job, or had it. */
const hasStarted = (job: RayJob): boolean =>
  job.status !== "PENDING" || job.driverNodeId !== null || job.driverAgentHttpAddress !== null || job.jobId !== null;

const isSame = (job: RayJob, body: SubmitBody): boolean => {
  const wanted = Object.entries(body.metadata ?? {});
  const there = job.metadata ?? {};
  return (
    job.entrypoint === body.entrypoint &&
    wanted.length === Object.keys(there).length &&
    wanted.every(([key, value]) => Object.hasOwn(there, key) && there[key] === value)
  );
};
