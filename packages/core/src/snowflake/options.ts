import type { Redacted } from "effect";
import type { TokenSource } from "../http/token-source.ts";
import type { HttpTimeouts } from "../http/http-options.ts";

/** A token that is ready to send, or a function that returns one; the client calls the function again after a 401. */
export interface TokenCredentials {
  readonly kind: "token";
  readonly token: TokenSource;
  /** The kind of token, for the SQL REST API. Default `OAUTH`. */
  readonly type?: "KEYPAIR_JWT" | "OAUTH" | "PROGRAMMATIC_ACCESS_TOKEN" | "WORKLOAD_IDENTITY_FEDERATION" | undefined;
}

/** A programmatic access token; it works for SQL and Direct Access without an exchange. */
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

/** The credentials of a Snowflake user. Make them with `token`, `programmaticAccessToken` or `keyPair`. */
export type SnowflakeCredentials = TokenCredentials | AccessTokenCredentials | KeyPairCredentials;

/** A Snowflake account and how to connect to it. */
export interface SnowflakeAccountOptions {
  /** `org-account`, an account locator, or the account's host or URL; loopback URLs may be http. */
  readonly account: string;
  /** The account's URL when it is not its own host: a private link, a proxy, a reference server. */
  readonly address?: string | undefined;
  readonly credentials: SnowflakeCredentials;
  /** A tag for the statements in the account's query history; at most 2,000 characters. */
  readonly queryTag?: string | undefined;
  /** The role's name as SHOW prints it, normally in upper case; the next three options alike. */
  readonly role?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  /** Allow a token over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** Limits of each request; the client polls a statement that takes longer. */
  readonly timeouts?: HttpTimeouts | undefined;
}
