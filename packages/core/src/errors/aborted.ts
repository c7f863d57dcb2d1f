import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Who ended the operation.
 *
 * - `signal`: the caller's AbortSignal.
 * - `closed`: the client was closed.
 */
export type AbortedReason = "signal" | "closed";

/** The caller ended the operation; `cause` is the signal's reason. */
export class Aborted extends JobwireErrorBase<AbortedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "Aborted";
  /** The tag that identifies this kind of error: `error._tag === "Aborted"`. */
  readonly _tag = "Aborted" as const;
}
