import type { Effect, Redacted } from "effect";
import type { JobwireError } from "../errors.ts";

/**
 * Where the token of the next request comes from, when it is more than a value or a function: a token that is made, cached and
 * made anew before it expires. All callers of one provider share one renewal; a caller that is interrupted does not end it for
 * the others. Tokens stay in memory and are never part of an error, a span or what `inspect` shows.
 */
export interface TokenProvider {
  /** The token to send now. Fails with `Unauthorized` when none can be had, or with the failure of the way to get it. */
  readonly token: Effect.Effect<Redacted.Redacted<string>, JobwireError>;
  /**
   * The server answered 401 to this token: makes sure that the next `token` is another one. False when there is no other, as
   * with a token that the caller fixed. A token that was renewed meanwhile is not renewed again.
   */
  readonly renew: (refused: Redacted.Redacted<string>) => Effect.Effect<boolean, JobwireError>;
}
