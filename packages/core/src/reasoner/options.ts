import type { TokenSource } from "../http/token-source.ts";
import type { SnowflakeAccountOptions } from "../snowflake/options.ts";
import type { BackendName } from "./backend-name.ts";

/** Options for jobs over the HTTP ingress of the native app. Pass them to {@link directAccess}. */
export interface DirectAccessOptions {
  /** The endpoint's URL. Default: looked up over SQL, which needs `snowflake`, and looked up again after the service moved. */
  readonly address?: string | undefined;
  /** The ingress token, or a function that returns one (called again after a 401). Default: the credentials of `snowflake`. */
  readonly token?: TokenSource | undefined;
  /** The account, to look up the endpoint, to get ingress tokens, and to cancel Logic jobs of all users. */
  readonly snowflake?: SnowflakeAccountOptions | undefined;
  /** The native app's name as SHOW prints it. Default `RELATIONALAI`. */
  readonly appName?: string | undefined;
  /** The zone of a private link: turns an endpoint `X.snowflakecomputing.app` into `X.spcs.<zone>`. */
  readonly spcsPrivatelinkZone?: string | undefined;
  /** Enable the service's guard rails. Default false. */
  readonly enableGuardRails?: boolean | undefined;
  /** Allow a token over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
}

/**
 * Options for jobs over SQL statements, with the Snowflake SQL REST API. Experimental: it has never run against Snowflake
 * itself, whose API may refuse `CALL`. Pass them to {@link sql}.
 */
export interface SqlBackendOptions extends SnowflakeAccountOptions {
  /** The native app's name as SHOW prints it. Default `RELATIONALAI`. */
  readonly appName?: string | undefined;
}

/** The backend of a client. */
export type ReasonerBackend =
  | {
      readonly kind: "direct-access";
      /** The options of Direct Access. */
      readonly options: DirectAccessOptions;
    }
  | {
      readonly kind: "sql";
      /** The options of the SQL backend. */
      readonly options: SqlBackendOptions;
    };

/**
 * Connects to jobs over Direct Access.
 *
 * @example
 * ```ts
 * import { directAccess, reasoner } from "jobwire";
 *
 * const client = reasoner({ backend: directAccess({ address: "http://127.0.0.1:8090", token: "secret" }) });
 * for (const { id, state } of await client.jobs.list({ limit: 10 })) console.log(id, state);
 * await client.close();
 * ```
 */
export const directAccess = (options: DirectAccessOptions): ReasonerBackend => ({ kind: "direct-access", options });

/**
 * Connects to jobs over SQL (experimental, see {@link SqlBackendOptions}).
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
export const sql = (options: SqlBackendOptions): ReasonerBackend => ({ kind: "sql", options });

/** The status event before each operation: the backend that it uses. */
export interface BackendChosen {
  /** Marks the report of the chosen backend. */
  readonly type: "backend";
  /** The operation's name, such as `jobs.create`. */
  readonly operation: string;
  /** The backend that the operation uses. */
  readonly backend: BackendName;
  /** The endpoint, or the account's URL while the endpoint is unknown. */
  readonly address: string;
}

/** Options of a client of reasoner jobs. It reads nothing from the environment; see `reasonerFromEnv` of the Node package. */
export interface ReasonerOptions {
  /** The backend, made by `directAccess` or `sql`. */
  readonly backend: ReasonerBackend;
  /** The deadline of each call, in milliseconds, retries included. Default none. Waits and streams of events have only their own. */
  readonly timeoutMs?: number | undefined;
  /** Limits of each request, in milliseconds. */
  readonly timeouts?:
    | {
        /** Until a response's head arrives, connecting included, in milliseconds. Default 10,000. */
        readonly connectMs?: number | undefined;
        /** Without a byte of a response, in milliseconds. Default 30,000. */
        readonly idleMs?: number | undefined;
        /** For each request as a whole; each 100 kB add a second. Default 60,000; then `Timeout` (reason `request`). */
        readonly requestMs?: number | undefined;
      }
    | undefined;
  /** A stream of events retries transient failures for up to this many milliseconds after the last success. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /** Milliseconds between two polls, below 20,000. Default 500. */
  readonly pollIntervalMs?: number | undefined;
  /** Called before each operation with the backend that it uses. An error that it throws ends the operation. */
  readonly onStatus?: ((status: BackendChosen) => void) | undefined;
}
