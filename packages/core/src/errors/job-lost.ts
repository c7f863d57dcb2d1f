import { type JobErrorDetails, setJob } from "./job-error-details.ts";
import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * How the job or its log was lost.
 *
 * - `gone`: the server no longer knows the job.
 * - `node-dead`: the node of the job is dead or forgotten.
 * - `log-gone`: the node is alive but has no log file of the job.
 * - `log-unreachable`: the log response is empty, and nothing proves that the log is empty.
 * - `end-unknown`: Ray does not report where the output of the task is in its worker's log.
 * - `never-started`: Ray lists the job, but has nothing that would start it.
 */
export type JobLostReason = "gone" | "node-dead" | "log-gone" | "log-unreachable" | "end-unknown" | "never-started";

/** What a {@link JobLost} carries. */
export interface JobLostDetails extends JobErrorDetails<JobLostReason> {
  /** The job's status as it was last read; null when it never was. */
  readonly jobStatus?: string | null | undefined;
  /** The entrypoint's exit code; null when the server does not report it. */
  readonly exitCode?: number | null | undefined;
}

/** The job or its log existed and no longer does, or nothing will ever start the job. */
export class JobLost extends JobwireErrorBase<JobLostReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "JobLost";
  /** The tag that identifies this kind of error: `error._tag === "JobLost"`. */
  readonly _tag = "JobLost" as const;
  /** The job's status as it was last read, such as `SUCCEEDED`; null when it never was. */
  readonly jobStatus: string | null;
  /** The entrypoint's exit code; null when the server does not report it. */
  readonly exitCode: number | null;
  /** The job as it was last read; absent when it never was. `inspect` and JSON leave it out. */
  declare readonly job: unknown;
  /** The id of the job. */
  declare jobId: string | undefined;
  /** `jobStatus` and `exitCode` are null unless the details have them. */
  constructor(details: JobLostDetails) {
    super(details);
    this.jobStatus = details.jobStatus ?? null;
    this.exitCode = details.exitCode ?? null;
    setJob(this, details);
  }
}
