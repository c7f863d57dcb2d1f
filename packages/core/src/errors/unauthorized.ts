import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The missing credential; absent when the server only responded 401.
 *
 * - `second-factor`: Snowflake asked for a second factor and got none.
 * - `exchange`: Snowflake exchanged no ingress token for the key pair.
 */
export type UnauthorizedReason = "second-factor" | "exchange";

/** 401: there is no credential, or the server does not know it. */
export class Unauthorized extends JobwireErrorBase<UnauthorizedReason> {
  override readonly name: string = "Unauthorized";
  readonly _tag = "Unauthorized" as const;
}
