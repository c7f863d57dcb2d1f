import type { Redacted } from "effect";
import type { TokenSource } from "../http/token-source.ts";
import type { HttpTimeouts } from "../http/http-options.ts";

/** A token that is ready to be sent, or a function that gives one: it is asked again after a 401. */
export interface TokenCredentials {
  readonly kind: "token";
  readonly token: TokenSource;
  /** What it is, for the SQL REST API. Default `OAUTH`. */
  readonly type?: "KEYPAIR_JWT" | "OAUTH" | "PROGRAMMATIC_ACCESS_TOKEN" | "WORKLOAD_IDENTITY_FEDERATION" | undefined;
}

/** A programmatic access token; it serves SQL and Direct Access as it is. */
export interface AccessTokenCredentials {
  readonly kind: "programmatic-access-token";
  readonly token: TokenSource;
}

/** An RSA key pair: a signed assertion for SQL, exchanged for an ingress token for Direct Access. */
export interface KeyPairCredentials {
  readonly kind: "key-pair";
  readonly user: string;
  /** Unencrypted PKCS#8 PEM (`BEGIN PRIVATE KEY`); `@jobwire/node` also opens encrypted ones. */
  readonly privateKey: string | Redacted.Redacted<string>;
}

/** How to prove who asks. Made by `token`, `programmaticAccessToken` and `keyPair`. */
export type SnowflakeCredentials = TokenCredentials | AccessTokenCredentials | KeyPairCredentials;

/** How to reach a Snowflake account. */
export interface SnowflakeAccountOptions {
  /** `org-account`, an account locator, or the account's host or URL; loopback URLs may be http. */
  readonly account: string;
  /** Where the account is reached when not at its own host: a private link, a proxy, a reference server. */
  readonly address?: string | undefined;
  readonly credentials: SnowflakeCredentials;
  /** Marks statements in the account's query history; 2,000 characters at most. */
  readonly queryTag?: string | undefined;
  /** As SHOW prints them, normally upper case; so the next three. */
  readonly role?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  /** Allows a token over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** Limits of each request; a statement that takes longer is polled. */
  readonly timeouts?: HttpTimeouts | undefined;
}
