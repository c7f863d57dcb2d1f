import type { TokenSource } from "../http/token-source.ts";
import type { SnowflakeAccountOptions } from "../snowflake/options.ts";
import type { BackendName } from "./gateway.ts";

/** How to reach the jobs over the HTTP ingress of the native app. Made by {@link directAccess}. */
export interface DirectAccessOptions {
  /** The endpoint. Without it, it is found by SQL, which needs `snowflake`, and found again when it has moved. */
  readonly baseUrl?: string | undefined;
  /** The ingress token, or a function that gives one (asked again after a 401). Without it, the credentials of `snowflake`. */
  readonly token?: TokenSource | undefined;
  /** The account: to find the endpoint, to get ingress tokens, and to cancel Logic jobs of all users. */
  readonly snowflake?: SnowflakeAccountOptions | undefined;
  /** The native app, as SHOW prints it. Default `RELATIONALAI`. */
  readonly appName?: string | undefined;
  /** Makes the private link address `X.spcs.<zone>` of an endpoint `X.snowflakecomputing.app`. */
  readonly spcsPrivatelinkZone?: string | undefined;
  /** Switches the service's guard rails on. Default false. */
  readonly enableGuardRails?: boolean | undefined;
  /** Allows a token over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
}

/**
 * How to reach the jobs by SQL statements, over the Snowflake SQL REST API. Experimental: it was never run against Snowflake,
 * whose API may refuse `CALL`. Made by {@link sql}.
 */
export interface SqlBackendOptions extends SnowflakeAccountOptions {
  /** The native app, as SHOW prints it. Default `RELATIONALAI`. */
  readonly appName?: string | undefined;
}

/** The way a client goes. */
export type ReasonerBackend =
  | { readonly kind: "direct-access"; readonly options: DirectAccessOptions }
  | { readonly kind: "sql"; readonly options: SqlBackendOptions };

/** Jobs over Direct Access. */
export const directAccess = (options: DirectAccessOptions): ReasonerBackend => ({ kind: "direct-access", options });

/** Jobs over SQL (experimental, see {@link SqlBackendOptions}). */
export const sql = (options: SqlBackendOptions): ReasonerBackend => ({ kind: "sql", options });

/** Told before an operation begins: the way that it goes. */
export interface BackendChosen {
  readonly type: "backend";
  /** Such as `jobs.create`. */
  readonly operation: string;
  readonly backend: BackendName;
  /** The endpoint, or the account's URL where it is yet to be found. */
  readonly address: string;
}

/** A client of reasoner jobs. Nothing is read from the environment here; see `reasonerFromEnv` of the Node package. */
export interface ReasonerOptions {
  readonly backend: ReasonerBackend;
  readonly timeouts?:
    | {
        /** To an answer's head, connecting included, in milliseconds. Default 10,000. */
        readonly connectMs?: number | undefined;
        /** Between bytes of an answer, in milliseconds. Default 30,000. */
        readonly idleMs?: number | undefined;
        /**
         * One call as a whole, retries included; waits and streams of events have only the limits given to them. Default: none for
         * a call, but each request ends with `Timeout` (reason `total`) after 60 s, and a second more for each 100 kB.
         */
        readonly totalMs?: number | undefined;
      }
    | undefined;
  /** How long a stream of events rides out failures without any success between, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /** Milliseconds between two polls, below 20,000. Default 500. */
  readonly pollIntervalMs?: number | undefined;
  /** Told which way each operation goes. What it throws ends the operation. */
  readonly onStatus?: ((status: BackendChosen) => void) | undefined;
}
