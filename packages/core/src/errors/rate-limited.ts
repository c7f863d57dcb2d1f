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
  override readonly name: string = "RateLimited";
  readonly _tag = "RateLimited" as const;
}
