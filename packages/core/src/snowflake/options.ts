import type { HttpTimeouts } from "../http/http-timeouts.ts";
import type { SnowflakeCredentials } from "./credentials.ts";

/** A Snowflake account and how to connect to it. */
export interface SnowflakeAccountOptions {
  /** `org-account`, an account locator, or the account's host or URL; loopback URLs may be http. */
  readonly account: string;
  /** The account's URL when it is not its own host: a private link, a proxy, a reference server. */
  readonly address?: string | undefined;
  /** How the client signs in: a token, a programmatic access token or a key pair. */
  readonly credentials: SnowflakeCredentials;
  /** A tag for the statements in the account's query history; at most 2,000 characters. */
  readonly queryTag?: string | undefined;
  /** The role's name as SHOW prints it, normally in upper case; the next three options alike. */
  readonly role?: string | undefined;
  /** The warehouse that runs the statements. Default: the user's. */
  readonly warehouse?: string | undefined;
  /** The database of the session. Default: the user's. */
  readonly database?: string | undefined;
  /** The schema of the session. Default: the user's. */
  readonly schema?: string | undefined;
  /** Allow a token over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** Limits of each request; the client polls a statement that takes longer. */
  readonly timeouts?: HttpTimeouts | undefined;
}
