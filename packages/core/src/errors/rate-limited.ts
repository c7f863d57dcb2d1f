import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The limit that was reached; absent when it is that of the rate of requests.
 *
 * - `exchange`: Snowflake limited the exchange of an ingress token.
 * - `slots`: Ray's state API processes as many requests as it can at once, 100 by default.
 */
export type RateLimitedReason = "exchange" | "slots";

/** 429, and the retries ran out of time. */
export class RateLimited extends JobwireErrorBase<RateLimitedReason> {
  override readonly name: string = "RateLimited";
  readonly _tag = "RateLimited" as const;
}
