import { type JobErrorDetails, setJob } from "./job-error-details.ts";
import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Which limit ran out.
 *
 * - `connect`: no connection, or no response head, within `connectMs`.
 * - `idle`: nothing arrived for `idleMs`.
 * - `request`: one request was not done within `timeouts.requestMs`.
 * - `deadline`: the operation was not done within `timeoutMs`.
 * - `statement`: a SQL statement passed its own time limit, and Snowflake cancelled it.
 */
export type TimeoutReason = "connect" | "idle" | "request" | "deadline" | "statement";

/** What a {@link Timeout} carries. */
export interface TimeoutDetails extends JobErrorDetails<TimeoutReason> {
  /** Milliseconds that the wait or the tail took. */
  readonly elapsedMs?: number | undefined;
}

/** A time limit ran out. */
export class Timeout extends JobwireErrorBase<TimeoutReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "Timeout";
  /** The tag that identifies this kind of error: `error._tag === "Timeout"`. */
  readonly _tag = "Timeout" as const;
  /** Of a wait or a tail: the job as it was last read; absent when it never was. `inspect` and JSON leave it out. */
  declare readonly job: unknown;
  /** Of a wait or a tail: the id of the job. */
  declare jobId: string | undefined;
  /** Of a wait or a tail: milliseconds that it took. */
  declare readonly elapsedMs: number | undefined;
  /** A detail without a value leaves its property absent. */
  constructor(details: TimeoutDetails) {
    super(details);
    setJob(this, details);
    if (details.elapsedMs !== undefined) this.elapsedMs = details.elapsedMs;
  }
}
