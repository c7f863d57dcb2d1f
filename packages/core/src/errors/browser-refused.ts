import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Who refused.
 *
 * - `local`: Jobwire, which sent nothing, since the runtime adds headers of a browser.
 * - `server`: Ray, with a 405.
 */
export type BrowserRefusedReason = "local" | "server";

/** Ray refuses writes from a browser. */
export class BrowserRefused extends JobwireErrorBase<BrowserRefusedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "BrowserRefused";
  /** The tag that identifies this kind of error: `error._tag === "BrowserRefused"`. */
  readonly _tag = "BrowserRefused" as const;
}
