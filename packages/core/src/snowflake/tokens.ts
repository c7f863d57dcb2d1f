import type { TokenProvider } from "../http/token-provider.ts";

/** The value of `X-Snowflake-Authorization-Token-Type`. */
export type SqlTokenType = "KEYPAIR_JWT" | "OAUTH" | "PROGRAMMATIC_ACCESS_TOKEN" | "WORKLOAD_IDENTITY_FEDERATION";

/**
 * The tokens of one account (`makeSnowflakeTokens(adapter, options)` in make-tokens.ts): for the SQL REST API, and for the
 * ingress of a Direct Access endpoint. Each is cached here for the life of the client.
 */
export interface SnowflakeTokens {
  readonly sql: TokenProvider & { readonly type: SqlTokenType };
  /** For one endpoint: its host, with its port where it has one, no scheme. */
  readonly ingress: (endpointHost: string) => TokenProvider;
}
