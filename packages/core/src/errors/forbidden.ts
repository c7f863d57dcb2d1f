import { JobwireErrorBase } from "./jobwire-error-base.ts";

/** 403: the server refuses the credential. */
export class Forbidden extends JobwireErrorBase<never> {
  override readonly name: string = "Forbidden";
  readonly _tag = "Forbidden" as const;
}
