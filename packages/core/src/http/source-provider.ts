import { Effect, Redacted } from "effect";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { TokenSource } from "./token-source.ts";
import type { TokenProvider } from "./token-provider.ts";

const redacted = (value: string | Redacted.Redacted<string>): Redacted.Redacted<string> =>
  Redacted.isRedacted(value) ? value : Redacted.make(value, { label: "token" });

/** A provider for a fixed token, or for a function that runs before each request. After a 401 the function runs once more. */
export const sourceProvider = (source: TokenSource): TokenProvider => {
  if (typeof source !== "function") {
    return { token: Effect.succeed(redacted(source)), renew: () => Effect.succeed(false) };
  }
  const ask: Effect.Effect<Redacted.Redacted<string>, JobwireError> = Effect.tryPromise({
    try: async () => redacted(await source()),
    // The function's own message may contain the token, so it stays in the cause.
    catch: (cause) =>
      isJobwireError(cause)
        ? cause
        : new InvalidRequest({
            message: "the token function failed. Check the function; its error is the cause of this one",
            reason: "local",
            cause,
          }),
  });
  /** The function's result after a 401, for the repeated request. */
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
        // A function that returns the refused token again has no other one.
        if (Redacted.value(token) === Redacted.value(refused)) return false;
        renewed = token;
        return true;
      }),
  };
};
