import { type JobErrorDetails, setJob } from "./job-error-details.ts";
import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Why the job failed; absent when the server reports only that it failed.
 *
 * - `deploy-failed`: Ray Serve could not deploy an application.
 * - `failed`, `aborted`, `canceled`: how a reasoner job ended.
 * - `client-disconnected`: the reasoner aborted the job because its client disconnected.
 * - `transaction-timeout`: the reasoner aborted the job because its transaction took too long.
 * - `guard-rail-violation`: the reasoner aborted the job because it broke a guard rail.
 */
export type JobFailedReason =
  | "deploy-failed"
  | "failed"
  | "aborted"
  | "canceled"
  | "client-disconnected"
  | "transaction-timeout"
  | "guard-rail-violation";

/** What a {@link JobFailed} carries. */
export interface JobFailedDetails extends JobErrorDetails<JobFailedReason> {
  /** The server's code for the failure; null without one. */
  readonly errorType?: string | null;
  /** The entrypoint's exit code; null when the server does not report it. */
  readonly exitCode?: number | null;
}

/** The job ended without success, or Ray Serve could not deploy an application. */
export class JobFailed extends JobwireErrorBase<JobFailedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "JobFailed";
  /** The tag that identifies this kind of error: `error._tag === "JobFailed"`. */
  readonly _tag = "JobFailed" as const;
  /** The server's code for the failure, such as `JOB_ENTRYPOINT_COMMAND_ERROR`, or null. */
  readonly errorType: string | null;
  /** The entrypoint's exit code; negative for a signal; null when the entrypoint never ran or the server does not report it. */
  readonly exitCode: number | null;
  /** The terminal job; absent for an application of Ray Serve. `inspect` and JSON leave it out. */
  declare readonly job: unknown;
  /** The id of the job; absent for an application of Ray Serve. */
  declare jobId: string | undefined;
  /** `errorType` and `exitCode` are null unless the details have them. */
  constructor(details: JobFailedDetails) {
    super(details);
    this.errorType = details.errorType ?? null;
    this.exitCode = details.exitCode ?? null;
    setJob(this, details);
  }
}
