/**
 * `jobwire` on Deno; the export condition selects it.
 *
 * @module
 */
export * from "@jobwire/deno";
