/**
 * The values that options of clients are made of: secrets, credentials of Snowflake, and the backends of reasoner jobs. Imports no
 * Effect, so packages for Promise programs and for Effect programs share it.
 *
 * @module
 */
export { SecretText } from "./http/secret-text.ts";
export type { RedactedText, Secret } from "./http/secret-text.ts";
export type { TokenFunction, TokenRequest, TokenSource } from "./http/token-source.ts";
export { directAccess, sql } from "./reasoner/options.ts";
export * from "./snowflake/credentials.ts";
export type * from "./reasoner/options.ts";
export type * from "./snowflake/options.ts";
