/**
 * `jobwire` on Deno: chosen by the export condition.
 *
 * @module
 */
export * from "@jobwire/deno";
