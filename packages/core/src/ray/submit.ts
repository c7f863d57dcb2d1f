import { Effect, Schema } from "effect";
import { BadResponse, Conflict, CreateOutcomeUnknown, type JobwireError, ServerError, Timeout } from "../errors.ts";
import { type SendNature, sendNature } from "../http/send-nature.ts";
import { excerpt } from "../http/visible-text.ts";
import { isNoHttpServer, isWrongServer } from "../http/wrong-server.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import { mayPass } from "../retry/retry-policies.ts";
import type { RayApi } from "./api.ts";
import { decodeJson } from "../http/decode-json.ts";
import { getJob } from "./jobs.ts";
import type { SubmitBody } from "./submit-body.ts";
import { readSupervisor } from "./supervisor.ts";
import type { SubmitOptions } from "../surface/options.ts";
import type { RayJob } from "./types.ts";

/** The request is sent at most this often, always with the same id, of which Ray takes one job. */
const mostSends = 3;
/** Milliseconds in which the outcome of an ambiguous send is looked for. */
const lookUpForMs = 60_000;
/** A job is believed absent when this many reads, a second apart, do not know it: the first send may still be on its way. */
const absentReads = 3;

const read = decodeJson(Schema.Struct({ submission_id: Schema.String }));

/** After Ray's own error the job has this many looks, a second apart, to leave PENDING. */
const startLooks = 10;
/** Ray has no supervisor for a job when this many looks in a row do not find one. */
const unsupervisedLooks = 3;

/** How long a submit may take, and who hears of its retries. */
interface SubmitLimits {
  readonly totalMs?: number | undefined;
  readonly onRetry?: SubmitOptions["onRetry"];
}

/** What is known after a send that did not give a plain answer. */
type Outcome = "absent" | "theirs" | RayJob;

/**
 * Submits once. A failure that leaves open whether the job was taken is looked up by the id, which the client made before: a job
 * with the same entrypoint and metadata is this one; a job proven absent is sent again with the same id (Ray refuses a second
 * of the same); an outcome that cannot be read is `CreateOutcomeUnknown`, with the id in the message, and nothing is sent again.
 * So is a `totalMs` (milliseconds) that runs out while a send is open.
 *
 * When Ray itself says why the submit failed, a job that is listed all the same counts only when something starts it: Ray 2.60
 * adds a job to its table before it opens the log file, and what fails there (a full disk) leaves a job that is PENDING for
 * ever. That is `ServerError` (reason `never-started`), or `CreateOutcomeUnknown` where Ray leaves it open.
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
  { totalMs, onRetry }: SubmitLimits,
): Effect.Effect<string, JobwireError> => {
  const id = body.submission_id;
  const label = `submit of ${id} at ${api.address}`;

  const send = Effect.gen(function* () {
    const text = yield* api.call(label, (client, init) => client.POST("/api/jobs/", { body, ...init }));
    const { submission_id: named } = yield* read(label, text);
    if (named === id) return;
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: the server took the job, but named it ${excerpt(named, 80)}`,
        reason: "other-id",
        statusCode: 200,
      }),
    );
  });

  const unknown = (why: string, cause: JobwireError): CreateOutcomeUnknown =>
    new CreateOutcomeUnknown({
      message: `${label}: sent, but whether the job was taken cannot be known (${why}); look for the id ${id} before submitting again`,
      reason: cause._tag === "Timeout" ? "timeout" : "unreadable",
      cause,
    });

  const lookUp = (why: JobwireError): Effect.Effect<Outcome, JobwireError> =>
    Effect.gen(function* () {
      for (let reads = 1; ; reads++) {
        const found = yield* getJob(api, id).pipe(
          Effect.catchIf(isLost, (error) => Effect.flatMap(api.http.tlsInstead, (tls) => Effect.fail(tls ?? error))),
          Effect.catchIf(
            (error) => error._tag === "NotFound" && error.reason === "unknown-job",
            () => Effect.undefined,
          ),
          retrying({
            budget,
            forMs: lookUpForMs,
            endsInMs: endsAt - (yield* monotonicMs),
            onRetry: (error, delayMs) => Effect.sync(() => onRetry?.(api.http.redactor.error(error), delayMs)),
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

  /** Succeeds when something starts the job, which is listed although Ray reported `failure` for its submit. */
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
        message: `${failure.message}. ${listed}, but nothing will start it, and it can be neither stopped nor deleted. Submit again with another id after you mend the cause`,
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
    message: `${label}: a job with this id exists already; choose another submission id`,
    reason: "exists",
    statusCode: 500,
  });

  /** A request is under way or its outcome is not known. */
  let open = false;
  /** When `totalMs` is over, by the monotonic clock. */
  let endsAt = Number.POSITIVE_INFINITY;
  const submitted = Effect.gen(function* () {
    let ambiguous = false;
    endsAt = (yield* monotonicMs) + (totalMs ?? Number.POSITIVE_INFINITY);
    for (let sends = 1; ; sends++) {
      open = true;
      const failure = yield* Effect.match(send, { onSuccess: () => undefined, onFailure: (error) => error });
      if (failure === undefined) return id;
      const duplicate = failure._tag === "Conflict" && failure.reason === "exists";
      const nature = duplicate && ambiguous ? "ambiguous" : natureOf(failure);
      if (nature === "refused") return yield* Effect.fail(failure);
      if (nature === "ambiguous") {
        ambiguous = true;
        const outcome = yield* lookUp(failure);
        if (outcome === "theirs") return yield* Effect.fail(taken);
        if (outcome !== "absent") {
          if (isOwnWord(failure)) yield* starts(failure, outcome);
          return id;
        }
      }
      open = false;
      // Not taken, that is certain now: the failure itself is the answer, unless it may have passed.
      if (sends === mostSends) return yield* Effect.fail(failure);
      budget.spend(failure);
      if (nature === "not-sent") yield* Effect.sleep(250 * 2 ** sends);
    }
  });
  if (totalMs === undefined) return submitted;
  return Effect.timeoutOrElse(submitted, {
    duration: totalMs,
    orElse: () => {
      const late = new Timeout({ message: `${label}: not done within ${totalMs} ms (totalMs)`, reason: "total" });
      return Effect.fail(open ? unknown(`${totalMs} ms (totalMs) were over`, late) : late);
    },
  });
};

const isLost = (error: JobwireError): boolean => error._tag === "ConnectionFailed" && error.reason === "reset";

/** As {@link sendNature}; but whatever named the job itself would take a second one as another. */
const natureOf = (error: JobwireError): SendNature =>
  error._tag === "BadResponse" && error.reason === "other-id" ? "refused" : sendNature(error);

/** Ray itself says why it failed; any other 5xx may be that of a proxy which lost the response. */
const isOwnWord = (error: JobwireError): error is ServerError =>
  error._tag === "ServerError" &&
  error.statusCode === 500 &&
  error.reason === "failed" &&
  !/^\s*(?:<|$)/.test(error.serverText ?? "");

/** The node's agent raised an exception: it does not go on with this job. */
const agentRaised = (error: ServerError): boolean =>
  /Request failed with status code 5\d\d: /.test(error.serverText ?? "");

/** A supervisor has the job, or had it. */
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
