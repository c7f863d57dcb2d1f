import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The missing credential; absent when the server only responded 401.
 *
 * - `sign-in`: a proxy in front of the server wants a sign-in: it sent its page, or a redirect to it. Its session may have expired.
 * - `client-certificate`: a proxy in front of the server demands a client certificate.
 * - `second-factor`: Snowflake asked for a second factor and got none.
 * - `exchange`: Snowflake exchanged no ingress token for the key pair.
 */
export type UnauthorizedReason = "sign-in" | "client-certificate" | "second-factor" | "exchange";

/** 401, or the sign-in page of a proxy: there is no credential, or the server does not know it. */
export class Unauthorized extends JobwireErrorBase<UnauthorizedReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "Unauthorized";
  /** The tag that identifies this kind of error: `error._tag === "Unauthorized"`. */
  readonly _tag = "Unauthorized" as const;
}
