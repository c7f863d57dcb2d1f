import type * as Effect from "effect/Effect";
import type * as Redacted from "effect/Redacted";
import type { JobwireError } from "../errors.ts";

/**
 * Provides the token of the next request when it must be fetched, cached and renewed before it expires. All callers of one
 * provider share one renewal; an interrupted caller does not end it for the others. Tokens stay in memory and never appear in
 * an error, a span or the output of `inspect`.
 */
export interface TokenProvider {
  /** The token to send now. Fails with `Unauthorized` when no token is available, or with the failure of the fetch. */
  readonly token: Effect.Effect<Redacted.Redacted<string>, JobwireError>;
  /** The limit of renewals for one request. Default 1. */
  readonly renewals?: number;
  /**
   * Call it after the server refused this token: it makes sure that the next `token` is another one. False when there is no other, as
   * with a fixed token. A token that was renewed meanwhile is not renewed again.
   */
  readonly renew: (refused: Redacted.Redacted<string>) => Effect.Effect<boolean, JobwireError>;
}
