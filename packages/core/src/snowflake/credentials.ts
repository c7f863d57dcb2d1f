import { type Secret, SecretText } from "../http/secret-text.ts";
import type { TokenSource } from "../http/token-source.ts";

/** A token that is ready to send, or a function that returns one; the client calls the function again after a 401. */
export interface TokenCredentials {
  /** Marks a token that is ready to send. */
  readonly kind: "token";
  /** The token, or a function that returns one. */
  readonly token: TokenSource;
  /** The kind of token, for the SQL REST API. Default `OAUTH`. */
  readonly type?: "KEYPAIR_JWT" | "OAUTH" | "PROGRAMMATIC_ACCESS_TOKEN" | "WORKLOAD_IDENTITY_FEDERATION" | undefined;
}

/** A programmatic access token; it works for SQL and Direct Access without an exchange. */
export interface AccessTokenCredentials {
  /** Marks a programmatic access token. */
  readonly kind: "programmatic-access-token";
  /** The token, or a function that returns one. */
  readonly token: TokenSource;
}

/** An RSA key pair: a signed assertion for SQL, exchanged for an ingress token for Direct Access. */
export interface KeyPairCredentials {
  /** Marks an RSA key pair. */
  readonly kind: "key-pair";
  /** The name of the user whose public key the account has. */
  readonly user: string;
  /** Unencrypted PKCS#8 PEM (`BEGIN PRIVATE KEY`); `@jobwire/node` also opens encrypted ones. */
  readonly privateKey: Secret;
}

/** The credentials of a Snowflake user. Make them with `token`, `programmaticAccessToken` or `keyPair`. */
export type SnowflakeCredentials = TokenCredentials | AccessTokenCredentials | KeyPairCredentials;

/** Programs log credentials as values, so the secret parts print nothing of themselves. */
const hidden = <A>(secret: A | string, label: string): A | SecretText =>
  typeof secret === "string" ? new SecretText(secret, label) : secret;

/**
 * A token that is ready to send (OAuth unless `type` names another kind), or a function that returns one.
 *
 * @example
 * ```ts
 * import { reasoner, sql, token } from "jobwire";
 *
 * // The client calls the function for a token, and again after the server refused it.
 * const credentials = token(() => process.env["SNOWFLAKE_OAUTH_TOKEN"] ?? "");
 * const client = reasoner({ backend: sql({ account: "org-account", credentials }) });
 * console.log(client.address);
 * await client.close();
 * ```
 */
export const token = (source: TokenSource, type?: TokenCredentials["type"]): TokenCredentials => ({
  kind: "token",
  token: hidden(source, "token"),
  type,
});

/**
 * A programmatic access token, or a function that returns one.
 *
 * @example
 * ```ts
 * import { programmaticAccessToken, reasoner, sql } from "jobwire";
 *
 * const credentials = programmaticAccessToken("secret");
 * const client = reasoner({ backend: sql({ account: "org-account", credentials }) });
 * console.log(client.address);
 * await client.close();
 * ```
 */
export const programmaticAccessToken = (source: TokenSource): AccessTokenCredentials => ({
  kind: "programmatic-access-token",
  token: hidden(source, "token"),
});

/**
 * An RSA key pair that the user has registered; the key is unencrypted PKCS#8 PEM.
 *
 * @example
 * ```ts
 * import { keyPair, readPrivateKey, reasoner, sql } from "jobwire";
 *
 * const credentials = keyPair({ user: "ALICE", privateKey: readPrivateKey("./rsa_key.p8") });
 * const client = reasoner({ backend: sql({ account: "org-account", credentials }) });
 * console.log(client.address);
 * await client.close();
 * ```
 */
export const keyPair = (pair: Omit<KeyPairCredentials, "kind">): KeyPairCredentials => ({
  kind: "key-pair",
  user: pair.user,
  privateKey: hidden(pair.privateKey, "private key"),
});

/** The credentials that consist of a token only, by the names that `JOBWIRE_SNOWFLAKE_TOKEN_TYPE` takes; the first is its default. */
export const credentialsByTokenType: Readonly<Record<string, (source: TokenSource) => SnowflakeCredentials>> = {
  "programmatic-access-token": programmaticAccessToken,
  oauth: (source) => token(source),
};
