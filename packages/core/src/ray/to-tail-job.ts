import type { TailJob } from "../tail/backend.ts";
import { isTerminal } from "./job-status.ts";
import type { RayJob } from "./types.ts";

/** A job as the tail machine wants it. */
export const toTailJob = (job: RayJob): TailJob => ({
  status: job.status,
  terminal: isTerminal(job.status),
  message: job.message,
  exitCode: job.driverExitCode,
  job,
});
