import type { TokenType } from "../generated/snowflake-sql-api.ts";
import type { TokenProvider } from "../http/token-provider.ts";

/**
 * The tokens of one account: for the SQL REST API, and for the ingress of a Direct Access endpoint. Each is cached for the
 * client's lifetime.
 */
export interface SnowflakeTokens {
  readonly sql: TokenProvider & { readonly type: TokenType };
  /** The provider for one endpoint: its host, with its port if it has one, and no scheme. */
  readonly ingress: (endpointHost: string) => TokenProvider;
}
