/**
 * `jobwire/effect` on Deno: chosen by the export condition.
 *
 * @module
 */
export * from "@jobwire/deno/effect";
