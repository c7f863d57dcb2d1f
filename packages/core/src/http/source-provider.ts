import * as Effect from "effect/Effect";
import * as Redacted from "effect/Redacted";
import { InvalidRequest, isJobwireError, type JobwireError } from "../errors.ts";
import type { Secret } from "./secret-text.ts";
import { secretValue } from "./secret-value.ts";
import type { TokenSource } from "./token-source.ts";
import type { TokenProvider } from "./token-provider.ts";

const redacted = (value: Secret): Redacted.Redacted<string> => Redacted.make(secretValue(value), { label: "token" });

/** A provider for a fixed token, or for a function that runs before each request and again after the server refused its token. */
export const sourceProvider = (source: TokenSource): TokenProvider => {
  if (typeof source !== "function") {
    return { token: Effect.succeed(redacted(source)), renew: () => Effect.succeed(false), renewals: 0 };
  }
  const ask = (refused: string | undefined): Effect.Effect<Redacted.Redacted<string>, JobwireError> =>
    Effect.tryPromise({
      try: async (signal) => redacted(await source({ refused, signal })),
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
  /** The function's result after a refusal, for the repeated request. */
  let renewed: Redacted.Redacted<string> | undefined;
  return {
    // The file of a token may be half written when it is read again, so a second new token gets a chance.
    renewals: 2,
    token: Effect.suspend(() => {
      if (renewed === undefined) return ask(undefined);
      const token = renewed;
      renewed = undefined;
      return Effect.succeed(token);
    }),
    renew: (refused) =>
      Effect.map(ask(Redacted.value(refused)), (token) => {
        // A function that returns the refused token again has no other one.
        if (Redacted.value(token) === Redacted.value(refused)) return false;
        renewed = token;
        return true;
      }),
  };
};
