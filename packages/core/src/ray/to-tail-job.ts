import type { TailJob } from "../tail/backend.ts";
import { isTerminal } from "./job-status.ts";
import type { RayJob } from "./job.ts";

/** Converts a job to the tail's view of it. */
export const toTailJob = (job: RayJob): TailJob => ({
  status: job.status,
  terminal: isTerminal(job.status),
  message: job.message,
  exitCode: job.driverExitCode,
  ...(job.submissionId === null ? {} : { jobId: job.submissionId }),
  job,
});
