import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Which request; absent for any other.
 *
 * - `exchange`: Snowflake limited the exchange of an ingress token.
 */
export type RateLimitedReason = "exchange";

/** 429, and the retries ran out of time. */
export class RateLimited extends JobwireErrorBase<RateLimitedReason> {
  override readonly name: string = "RateLimited";
  readonly _tag = "RateLimited" as const;
}
