import { JobwireErrorBase } from "./jobwire-error-base.ts";

/** 403: the server refuses the credential. */
export class Forbidden extends JobwireErrorBase<never> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "Forbidden";
  /** The tag that identifies this kind of error: `error._tag === "Forbidden"`. */
  readonly _tag = "Forbidden" as const;
}
