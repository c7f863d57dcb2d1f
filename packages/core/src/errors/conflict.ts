import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Why the operation is impossible; absent when the server only responded 409.
 *
 * - `exists`: a job with this id exists already.
 * - `not-terminal`: the job still runs, so it cannot be deleted.
 * - `precondition`: Ray responded 412.
 * - `changed`: a file, a folder or the configuration of Ray Serve changed in between.
 * - `no-config`: Ray Serve does not report how another application was deployed, so it cannot be kept.
 * - `imperative`: the application of Ray Serve was deployed from Python, so that no configuration has it.
 * - `cancelled`: somebody cancelled the SQL statement.
 */
export type ConflictReason =
  | "exists"
  | "not-terminal"
  | "precondition"
  | "changed"
  | "no-config"
  | "imperative"
  | "cancelled";

/** The state of the thing forbids the operation. */
export class Conflict extends JobwireErrorBase<ConflictReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "Conflict";
  /** The tag that identifies this kind of error: `error._tag === "Conflict"`. */
  readonly _tag = "Conflict" as const;
}
