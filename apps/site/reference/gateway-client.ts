/**
 * The clients of a gateway, for pages and programs.
 *
 * @module @jobwire/gateway/client
 */
export * from "@jobwire/gateway/client";
