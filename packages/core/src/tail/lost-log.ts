import * as Effect from "effect/Effect";
import { JobLost, type JobwireError, NotReady } from "../errors.ts";
import type { EmptyLog, LogLoss, TailJob } from "./backend.ts";

/** A single check may catch the server between two states (a head that is starting), so two checks must agree. */
export const betweenChecksMs = 2_000;

/** The job that owns the log. */
interface LogOf {
  /** The name of the job in messages. */
  readonly label: string;
  /** The job as the client read it last. */
  readonly job: TailJob | undefined;
  /** The lines that a tail has yielded; undefined for a read that yields nothing before its end. */
  readonly lines?: number | undefined;
}

/** The status of a job and its exit code, as a message shows them. */
const stateOf = ({ status, exitCode }: TailJob): string =>
  exitCode === undefined || exitCode === null ? status : `${status} (exit code ${exitCode})`;

/** What a reader has of the log, and what is missing. */
const remains = (lines: number | undefined, rest: string): string => {
  if (lines === undefined) return "";
  if (lines === 0) return " None of its lines were read.";
  const read = lines === 1 ? "1 line was read and is" : `${lines} lines were read and are`;
  return ` ${read} complete; ${rest}.`;
};

const restOf: Readonly<Record<LogLoss["reason"], string>> = {
  "node-dead": "the rest of the log was lost with the node",
  "log-gone": "the rest of the log is lost",
  "log-unreachable": "the rest of the log is not available",
};

/** The error for a log that is no longer available. */
export const jobLost = ({ label, job, lines }: LogOf, { reason, why }: LogLoss): JobLost =>
  new JobLost({
    reason,
    jobStatus: job?.status,
    exitCode: job?.exitCode,
    jobId: job?.jobId,
    job: job?.job,
    message: `${label}${job === undefined ? ":" : ` is ${stateOf(job)}, but`} its log is no longer available: ${why}.${remains(lines, restOf[reason])} If you ship logs elsewhere, read the rest there.`,
  });

/** The error for a job that the server knew and no longer knows. `why` completes "the server no longer knows it: …". */
export const jobGone = (
  { label, job, lines }: LogOf,
  cause: JobwireError,
  why: string = "it was deleted, or the cluster lost its state",
): JobLost =>
  new JobLost({
    reason: "gone",
    statusCode: 404,
    jobStatus: job?.status,
    exitCode: job?.exitCode,
    jobId: job?.jobId,
    job: job?.job,
    cause,
    message: `${label} existed, and the server no longer knows it: ${why}.${remains(lines, "the server has no more of the log")} List the jobs to see which exist, or submit it again.`,
  });

/** The error for an empty log response when the server does not prove that the log is empty. */
export const unprovenLog = ({ label, job }: LogOf): NotReady =>
  new NotReady({
    reason: "no-log",
    message: `${label}${job === undefined ? ":" : ` is ${job.status}, but`} the server returned an empty log and does not prove that the log is empty. Try again, or follow the log.`,
  });

type LossCheck = Effect.Effect<LogLoss | undefined, JobwireError>;

/** The result of one check. A check that fails proves nothing. */
export const checkLoss = (lost: LossCheck): Effect.Effect<LogLoss | undefined> =>
  Effect.catch(lost, () => Effect.undefined);

/** Fails with `JobLost` when two checks agree that the log is lost. */
export const failWhenLost = (log: LogOf, lost: LossCheck): Effect.Effect<void, JobLost> =>
  Effect.gen(function* () {
    const check = checkLoss(lost);
    if ((yield* check) === undefined) return;
    yield* Effect.sleep(betweenChecksMs);
    const loss = yield* check;
    if (loss !== undefined) yield* Effect.fail(jobLost(log, loss));
  });

/**
 * True when two checks prove that an empty (or shortened) log response is the whole log. Fails with `JobLost` when two checks agree
 * that the log is lost, and with the error of a check that fails.
 */
export const isProvenEmpty = (
  log: LogOf,
  emptyLog: Effect.Effect<EmptyLog, JobwireError>,
): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    const first = yield* emptyLog;
    if (first === "unproven") return false;
    yield* Effect.sleep(betweenChecksMs);
    const second = yield* emptyLog;
    if (typeof second !== "string" && typeof first !== "string") return yield* Effect.fail(jobLost(log, second));
    return first === "empty" && second === "empty";
  });
