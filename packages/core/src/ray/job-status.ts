import type { RayJob, RayJobStatus } from "./types.ts";

/** True for the three words after which a job does not change any more. An unknown word counts as not terminal. */
export const isTerminal = (status: RayJobStatus): boolean =>
  status === "SUCCEEDED" || status === "FAILED" || status === "STOPPED";

/** True when the id names this job: by its submission id, or by Ray's own job id. */
export const isNamed = (job: RayJob, id: string): boolean => job.submissionId === id || job.jobId === id;
