import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type { Adapter } from "../adapter.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import { makeCachedToken } from "../http/cached-token.ts";
import { checkSecretTransport } from "../http/credentials.ts";
import { secretValue } from "../http/secret-value.ts";
import { sourceProvider } from "../http/source-provider.ts";
import type { TokenProvider } from "../http/token-provider.ts";
import { RetryBudget } from "../retry/retry-budget.ts";
import { retrying } from "../retry/retrying.ts";
import { makeRedactor, type Redactor } from "../redaction/redactor.ts";
import { parseAccount } from "./account.ts";
import type { KeyPairCredentials } from "./credentials.ts";
import { type Exchange, exchangeToken } from "./ingress-token.ts";
import { makeKeyPairSigner } from "./key-pair-signer.ts";
import type { SnowflakeAccountOptions } from "./options.ts";
import type { SnowflakeTokens } from "./tokens.ts";

/** The SQL REST API accepts an assertion for an hour, whatever expiry it contains. */
const sqlAssertionMs = 3_540_000;
/** The number of tries of an exchange. */
const attempts = 3;
/** A client knows one endpoint, and another after the service moved; the cache drops older ones. */
const maxEndpoints = 4;

/** The base64 of a PEM, as a whole and line by line: no server sees the key, but a careless program may have sent it. */
const keySecrets = (pem: KeyPairCredentials["privateKey"]): ReadonlyArray<string> => {
  const text = secretValue(pem);
  const lines = text.split(/\s+/).filter((line) => line.length >= 16 && !line.includes("-----"));
  return [lines.join(""), ...lines];
};

const keyPairTokens = (
  adapter: Adapter,
  options: SnowflakeAccountOptions,
  { user, privateKey }: KeyPairCredentials,
  budget: RetryBudget,
  redactor: Redactor,
): SnowflakeTokens => {
  const { address, name } = parseAccount(options.account, options.address);
  checkSecretTransport(parseBaseUrl(address), options.allowInsecureToken);
  const signer = makeKeyPairSigner(name, user, privateKey);
  for (const secret of keySecrets(privateKey)) redactor.addSecret(secret);
  const signed = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.map(signer.sign(sqlAssertionMs), (token) => ({ token, expiresAtMs: now + sqlAssertionMs })),
  );
  const exchange: Exchange = {
    adapter,
    account: { baseUrl: address, timeouts: options.timeouts },
    signer,
    redactor,
    role: options.role,
  };
  const ingress = new Map<string, TokenProvider>();
  return {
    sql: { ...makeCachedToken(signed), type: "KEYPAIR_JWT" },
    ingress: (host) => {
      const known = ingress.get(host);
      if (known !== undefined) return known;
      const made = makeCachedToken(exchangeToken(exchange, host).pipe(retrying({ budget, attempts })));
      ingress.set(host, made);
      for (const oldest of ingress.keys()) {
        if (ingress.size <= maxEndpoints) break;
        ingress.delete(oldest);
      }
      return made;
    },
  };
};

/**
 * The tokens of one account for its credentials; sends nothing yet. Throws `InvalidRequest` (reason `local`) for an account or
 * key that cannot work, and for an address that the assertion would reach in plain text.
 */
export const makeSnowflakeTokens = (
  adapter: Adapter,
  options: SnowflakeAccountOptions,
  budget: RetryBudget = new RetryBudget(),
  redactor: Redactor = makeRedactor(),
): SnowflakeTokens => {
  const { credentials } = options;
  if (credentials.kind === "key-pair") return keyPairTokens(adapter, options, credentials, budget, redactor);
  const provider = sourceProvider(credentials.token);
  const type =
    credentials.kind === "programmatic-access-token" ? "PROGRAMMATIC_ACCESS_TOKEN" : (credentials.type ?? "OAUTH");
  return { sql: { ...provider, type }, ingress: () => provider };
};
