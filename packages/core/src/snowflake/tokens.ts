import type { TokenType } from "../generated/snowflake-sql-api.ts";
import type { TokenProvider } from "../http/token-provider.ts";

/**
 * The tokens of one account (`makeSnowflakeTokens(adapter, options)` in make-tokens.ts): for the SQL REST API, and for the
 * ingress of a Direct Access endpoint. Each is cached here for the life of the client.
 */
export interface SnowflakeTokens {
  readonly sql: TokenProvider & { readonly type: TokenType };
  /** For one endpoint: its host, with its port where it has one, no scheme. */
  readonly ingress: (endpointHost: string) => TokenProvider;
}
