/**
 * `jobwire` on Bun; the export condition selects it.
 *
 * @module
 */
export * from "@jobwire/bun";
