import { Effect } from "effect";
import { JobLost, type JobwireError, NotReady } from "../errors.ts";
import type { EmptyLog, LogLoss, TailJob } from "./backend.ts";

/** One look may fall between two states of a server (a node's death and the head's verdict, a head that starts): two must agree. */
const betweenLooksMs = 2_000;

/** Whose log it is. */
interface LogOf {
  /** What to call the job in messages. */
  readonly label: string;
  /** The job as it was read last. */
  readonly job: TailJob | undefined;
}

/** The error for a log that cannot be had. */
export const jobLost = ({ label, job }: LogOf, { reason, why }: LogLoss): JobLost =>
  new JobLost({
    reason,
    jobStatus: job?.status,
    exitCode: job?.exitCode,
    job: job?.job,
    message: `${label}${job === undefined ? "" : ` is ${job.status}, but`} its log is out of reach: ${why}. What was read of it before stands.`,
  });

/** The error for a log that comes empty and is not proven to be, now. */
export const unprovenLog = ({ label, job }: LogOf): NotReady =>
  new NotReady({
    reason: "no-log",
    message: `${label}${job === undefined ? "" : ` is ${job.status}, but`} its log comes empty, and its server does not prove that it is; ask again, or follow the log.`,
  });

/** Fails with `JobLost` when two looks agree that the log is lost. A look that fails proves nothing. */
export const failWhenLost = (
  log: LogOf,
  lost: Effect.Effect<LogLoss | undefined, JobwireError>,
): Effect.Effect<void, JobLost> =>
  Effect.gen(function* () {
    const look = Effect.catch(lost, () => Effect.undefined);
    if ((yield* look) === undefined) return;
    yield* Effect.sleep(betweenLooksMs);
    const loss = yield* look;
    if (loss !== undefined) yield* Effect.fail(jobLost(log, loss));
  });

/**
 * Whether a log that came empty, or shorter than it was, is proven to be so by two looks. Fails with `JobLost` when two looks agree
 * that it is lost, and with what a look fails with.
 */
export const isProvenEmpty = (
  log: LogOf,
  whenEmpty: Effect.Effect<EmptyLog, JobwireError>,
): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    const first = yield* whenEmpty;
    if (first === "unproven") return false;
    yield* Effect.sleep(betweenLooksMs);
    const second = yield* whenEmpty;
    if (typeof second !== "string" && typeof first !== "string") return yield* Effect.fail(jobLost(log, second));
    return first === "empty" && second === "empty";
  });
