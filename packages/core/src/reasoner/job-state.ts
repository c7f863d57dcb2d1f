import type { JobOperationStatus, ReasonerJob } from "./types.ts";

/** The meaning of a final state. */
type Ending = "completed" | "failed" | "canceled" | "aborted";

const endings: Readonly<Record<string, Ending>> = {
  COMPLETED: "completed",
  SUCCEEDED: "completed",
  FAILED: "failed",
  CANCELED: "canceled",
  CANCELLED: "canceled",
  ABORTED: "aborted",
};

/** The states of jobs that have not ended. */
export const activeStates: ReadonlyArray<string> = ["CREATED", "PENDING", "RUNNING"];

const wordOf = (job: Pick<ReasonerJob, "state">): string => (job.state ?? "").trim().toUpperCase();

/** True for a job that its reasoner has not started yet. */
export const isPending = (job: Pick<ReasonerJob, "state">): boolean =>
  wordOf(job) === "CREATED" || wordOf(job) === "PENDING" || wordOf(job) === "QUEUED";

/**
 * How the job ended; undefined while it runs. An unknown state counts as a failure once the job has an end time: it will not
 * change any more.
 */
export const endingOf = (job: Pick<ReasonerJob, "state" | "finishedAt">): Ending | undefined => {
  const word = wordOf(job);
  if (Object.hasOwn(endings, word)) return endings[word];
  return word !== "" && !activeStates.includes(word) && job.finishedAt !== null && job.finishedAt > 0
    ? "failed"
    : undefined;
};

/** True when the job has ended and will not change any more. */
export const isOver = (job: Pick<ReasonerJob, "state" | "finishedAt">): boolean => endingOf(job) !== undefined;

const statuses: Readonly<Record<Ending, JobOperationStatus["status"]>> = {
  completed: "SUCCEEDED",
  failed: "FAILED",
  aborted: "FAILED",
  canceled: "CANCELLED",
};

/** The status of the job as an operation; a job that the server does not know is PENDING. */
export const operationStatus = (id: string, job: ReasonerJob | undefined): JobOperationStatus => {
  if (job === undefined) return { id, status: "PENDING", error: null, raw: null };
  const ending = endingOf(job);
  const status = ending === undefined ? "RUNNING" : statuses[ending];
  const state = job.state === null ? null : wordOf(job);
  return {
    id,
    status,
    error: status === "FAILED" ? (job.abortReason ?? `the job ended ${state ?? "without a state"}`) : null,
    raw: { state, reasonerType: job.reasonerType, name: job.name },
  };
};
