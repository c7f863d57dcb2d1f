import { Effect } from "effect";
import { JobFailed, type JobFailedReason, type JobwireError } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { endingOf } from "./job-state.ts";
import { discriminatorOf } from "./reasoner-type.ts";
import type { ReasonerJob } from "./types.ts";

/** The abort reasons that become reasons of `JobFailed` (docs/internals/servers.md#reasoner-types-and-states). */
const abortReasons: Readonly<Record<string, JobFailedReason>> = {
  "client disconnected": "client-disconnected",
  "transaction timeout": "transaction-timeout",
  "guard rail violation": "guard-rail-violation",
};

const reasonOf = (job: ReasonerJob): JobFailedReason => {
  const known = endingOf(job);
  const ending = known === undefined || known === "completed" ? "failed" : known;
  const words = (job.abortReason ?? "").trim().toLowerCase();
  return ending === "aborted" && Object.hasOwn(abortReasons, words) ? (abortReasons[words] ?? ending) : ending;
};

const failure = (address: string, job: ReasonerJob): JobFailed => {
  const reason = reasonOf(job);
  const why = excerpt(job.abortReason ?? "", 300);
  const what =
    reason === "client-disconnected"
      ? "was aborted because its client disconnected. Check the network between them and start the job again"
      : `ended ${job.state ?? "without a state"}${why === "" ? "" : `: ${why}`}. Read the job's events and problems for the cause`;
  return new JobFailed({ message: `job ${job.id} at ${address} ${what}`, reason, jobId: job.id, job });
};

/** The job in its final state if it COMPLETED; fails with `JobFailed` otherwise. */
export const resultOfJob = (address: string, job: ReasonerJob): Effect.Effect<ReasonerJob, JobwireError> =>
  endingOf(job) === "completed" ? Effect.succeed(job) : Effect.fail(failure(address, job));

/**
 * The job in its final state, whatever it is, with one exception: a Logic job that was aborted because its client disconnected
 * fails with `JobFailed` (reason `client-disconnected`), since this abort says nothing about the job itself.
 */
export const endOfWait = (address: string, job: ReasonerJob): Effect.Effect<ReasonerJob, JobwireError> =>
  discriminatorOf(job.reasonerType) === "LOGIC" && reasonOf(job) === "client-disconnected"
    ? Effect.fail(failure(address, job))
    : Effect.succeed(job);
