import { Clock, Effect, Redacted } from "effect";
import type { Adapter } from "../adapter.ts";
import {
  BadResponse,
  type ErrorDetails,
  type JobwireError,
  RateLimited,
  ServerError,
  Unauthorized,
} from "../errors.ts";
import type { paths } from "../generated/snowflake-sql-api.ts";
import type { FreshToken } from "../http/cached-token.ts";
import type { RefusedAnswer } from "../http/http.ts";
import type { HttpOptions } from "../http/http-options.ts";
import { makeHttp } from "../http/make-http.ts";
import { makeTypedCall } from "../http/typed-call.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import type { KeyPairSigner } from "./key-pair-signer.ts";

/** An assertion that is exchanged at once needs to hold no longer; the Python client's has the same life. */
const assertionMs = 60_000;
/** How long a token is taken to hold that does not say it itself. */
const defaultLifeMs = 600_000;
/** A token goes into a header: none is as long as this. */
const longestToken = 16_384;

/** The end that a JWT names, in milliseconds since 1970; undefined for any other token. */
const expiryOf = (token: string): number | undefined => {
  const claims = token.split(".")[1];
  if (claims === undefined) return undefined;
  try {
    const { exp } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as { readonly exp?: unknown };
    return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
  } catch {
    // Opaque to us, which a token may be.
    return undefined;
  }
};

/** The error of an exchange that failed; the server's text stays in `serverText`, for the marks of a stale endpoint. */
const describeExchange = (answer: RefusedAnswer): JobwireError => {
  const { label, status, text, retryAfterMs } = answer;
  const said = lastMeaningfulLine(text);
  const details: ErrorDetails<"exchange"> = {
    message: `${label}: no ingress token (${status}${said === "" ? "" : `, ${said}`})`,
    reason: "exchange",
    statusCode: status,
    serverText: text,
    retryAfterMs,
  };
  if (status === 429) return new RateLimited(details);
  if (status >= 500) return new ServerError({ ...details, reason: "unavailable" });
  if (status >= 400) {
    return new Unauthorized({
      ...details,
      message: `${details.message}; check the account, the user, its public key, the role and the endpoint`,
    });
  }
  return new BadResponse({ ...details, reason: "status" });
};

/** Where and for whom tokens are exchanged. */
export interface Exchange {
  readonly adapter: Adapter;
  readonly account: Pick<HttpOptions, "baseUrl" | "timeouts">;
  readonly signer: KeyPairSigner;
  readonly redactor: Redactor;
  readonly role: string | undefined;
}

/** Exchanges an assertion for a token that opens the endpoint on `host` (with its port where it has one, no scheme). One try. */
export const exchangeToken = (exchange: Exchange, host: string): Effect.Effect<FreshToken, JobwireError> =>
  Effect.gen(function* () {
    const { adapter, account, signer, redactor, role } = exchange;
    const assertion = Redacted.value(yield* signer.sign(assertionMs));
    // It goes in the body, of which the headers' credentials know nothing.
    redactor.addToken(assertion);
    const http = makeHttp(adapter, {
      ...account,
      notHttp: "Set account, or address, to that of the Snowflake account",
      redactor,
      describe: describeExchange,
    });
    const label = `POST ${http.baseUrl}/oauth/token`;
    const body = {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      scope: role === undefined ? host : `session:role:${role} ${host}`,
      assertion,
    } as const;
    const { text } = yield* makeTypedCall<paths>(http)(label, (client, init) =>
      client.POST("/oauth/token", {
        body,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        ...init,
      }),
    );
    const token = text.trim();
    if (token.length <= longestToken) redactor.addToken(token);
    if (token === "" || token.length > longestToken) {
      return yield* Effect.fail(
        new BadResponse({
          message: `${label}: the answer holds ${token === "" ? "no token" : "something too long for a token"}`,
          reason: "shape",
          statusCode: 200,
        }),
      );
    }
    const now = yield* Clock.currentTimeMillis;
    return {
      token: Redacted.make(token, { label: "ingress token" }),
      expiresAtMs: expiryOf(token) ?? now + defaultLifeMs,
    };
  });
