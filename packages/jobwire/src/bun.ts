/**
 * `jobwire` on Bun: chosen by the export condition.
 *
 * @module
 */
export * from "@jobwire/bun";
