/**
 * The gateway for your server.
 *
 * @module @jobwire/gateway
 */
export * from "@jobwire/gateway";
