import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import * as Redacted from "effect/Redacted";
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
import type { RefusedResponse } from "../http/http.ts";
import type { HttpOptions } from "../http/http-options.ts";
import { makeHttp } from "../http/make-http.ts";
import { makeTypedCall } from "../http/typed-call.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { lastMeaningfulLine } from "../http/visible-text.ts";
import type { KeyPairSigner } from "./key-pair-signer.ts";

/** The assertion is exchanged at once, so it needs no longer life; the Python client uses the same. */
const assertionMs = 60_000;
/** The assumed life of a token that does not contain its expiry. */
const defaultLifeMs = 600_000;
/** A token goes into a header: no valid one is longer. */
const maxTokenLength = 16_384;

/** The expiry of a JWT in milliseconds since 1970; undefined for any other token. */
const expiryOf = (token: string): number | undefined => {
  const claims = token.split(".")[1];
  if (claims === undefined) return undefined;
  try {
    const { exp } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as { readonly exp?: unknown };
    return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
  } catch {
    // An opaque token, which is allowed.
    return undefined;
  }
};

/**
 * The error of a failed exchange; `serverText` keeps the server's text, in which callers look for the marks of a stale
 * endpoint.
 */
const describeExchange = (response: RefusedResponse): JobwireError => {
  const { label, status, text, retryAfterMs } = response;
  const reason = lastMeaningfulLine(text);
  const details: ErrorDetails<"exchange"> = {
    message: `${label}: the server issued no ingress token (${status}${reason === "" ? "" : `, ${reason}`})`,
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
      message: `${details.message}. Check the account, the user, its public key, the role and the endpoint`,
    });
  }
  return new BadResponse({ ...details, reason: "status" });
};

/** The account and the user that exchange tokens. */
export interface Exchange {
  readonly adapter: Adapter;
  readonly account: Pick<HttpOptions, "baseUrl" | "timeouts">;
  readonly signer: KeyPairSigner;
  readonly redactor: Redactor;
  readonly role: string | undefined;
}

/** Exchanges an assertion for a token for the endpoint at `host` (with its port, if it has one, and no scheme). Tries once. */
export const exchangeToken = (exchange: Exchange, host: string): Effect.Effect<FreshToken, JobwireError> =>
  Effect.gen(function* () {
    const { adapter, account, signer, redactor, role } = exchange;
    const assertion = Redacted.value(yield* signer.sign(assertionMs));
    // It travels in the body, which the credentials of the headers do not cover.
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
    if (token.length <= maxTokenLength) redactor.addToken(token);
    if (token === "" || token.length > maxTokenLength) {
      return yield* Effect.fail(
        new BadResponse({
          message: `${label}: the response contains ${token === "" ? "no token" : "a text that is too long for a token"}. Check that the address is the account's own`,
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
