import { type JobErrorDetails, setJob } from "./job-error-details.ts";
import { JobwireErrorBase } from "./jobwire-error-base.ts";

/** Somebody stopped the job. */
export class JobStopped extends JobwireErrorBase<never> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "JobStopped";
  /** The tag that identifies this kind of error: `error._tag === "JobStopped"`. */
  readonly _tag = "JobStopped" as const;
  /** The terminal job. `inspect` and JSON leave it out. */
  declare readonly job: unknown;
  /** The id of the job. */
  declare jobId: string | undefined;
  /** A detail without a value leaves its property absent. */
  constructor(details: JobErrorDetails<never>) {
    super(details);
    setJob(this, details);
  }
}
