import { Effect, Redacted } from "effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { TokenSource } from "./token-source.ts";
import type { TokenProvider } from "./token-provider.ts";

const redacted = (value: string | Redacted.Redacted<string>): Redacted.Redacted<string> =>
  Redacted.isRedacted(value) ? value : Redacted.make(value, { label: "token" });

/** A token that is fixed, or asked of a function for each request, as a provider. After a 401 the function is asked once more. */
export const sourceProvider = (source: TokenSource): TokenProvider => {
  if (typeof source !== "function") {
    return { token: Effect.succeed(redacted(source)), renew: () => Effect.succeed(false) };
  }
  const ask: Effect.Effect<Redacted.Redacted<string>, JobwireError> = Effect.tryPromise({
    try: async () => redacted(await source()),
    // The function's own words may hold the token: they stay in the cause, out of the message.
    catch: (cause) =>
      isJobwireError(cause)
        ? cause
        : new InvalidRequest({ message: "the token function failed; see cause", reason: "local", cause }),
  });
  /** What the function gave after a 401, for the request that is sent again. */
  let renewed: Redacted.Redacted<string> | undefined;
  return {
    token: Effect.suspend(() => {
      if (renewed === undefined) return ask;
      const token = renewed;
      renewed = undefined;
      return Effect.succeed(token);
    }),
    renew: (refused) =>
      Effect.map(ask, (token) => {
        // A function that gives the refused token again has no other.
        if (Redacted.value(token) === Redacted.value(refused)) return false;
        renewed = token;
        return true;
      }),
  };
};
