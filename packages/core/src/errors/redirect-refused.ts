import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Why the client did not follow.
 *
 * - `cross-origin`: the target is another origin.
 * - `method`: only GET follows redirects.
 * - `too-many`: there were more than five redirects in a row.
 * - `hidden`: the runtime does not show the target (browsers do not).
 */
export type RedirectRefusedReason = "cross-origin" | "method" | "too-many" | "hidden";

/** The server redirects to another address, and the client does not follow. It takes no credential to another origin. */
export class RedirectRefused extends JobwireErrorBase<RedirectRefusedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "RedirectRefused";
  /** The tag that identifies this kind of error: `error._tag === "RedirectRefused"`. */
  readonly _tag = "RedirectRefused" as const;
}
