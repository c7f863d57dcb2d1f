import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Which limit was reached. Absent for a limit of the rate of requests.
 *
 * - `exchange`: Snowflake limited the exchange of an ingress token.
 * - `slots`: Ray's state API serves 100 requests at once by default.
 */
export type RateLimitedReason = "exchange" | "slots";

/** 429, and the retries ran out of time. */
export class RateLimited extends JobwireErrorBase<RateLimitedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "RateLimited";
  /** The tag that identifies this kind of error: `error._tag === "RateLimited"`. */
  readonly _tag = "RateLimited" as const;
}
