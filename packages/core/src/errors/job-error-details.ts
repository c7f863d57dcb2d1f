import type { ErrorDetails } from "./error-details.ts";
import { defineHidden } from "./hidden-property.ts";

/** What an error about one job carries besides {@link ErrorDetails}. */
export interface JobErrorDetails<Reason extends string = string> extends ErrorDetails<Reason> {
  /** The job as it was last read; absent when it never was. */
  readonly job?: unknown;
  /** The id that names the job to its backend, such as Ray's submission id. */
  readonly jobId?: string | undefined;
}

/** Sets `job` and `jobId` where they are known. `inspect` prints the id and not the whole job. */
export const setJob = (error: Error & { jobId: string | undefined }, { job, jobId }: JobErrorDetails): void => {
  if (jobId !== undefined) error.jobId = jobId;
  if (job !== undefined) defineHidden(error, "job", job);
};
