/**
 * `jobwire` on web pages, workers and every other runtime that has `fetch`; the export condition selects it.
 *
 * @module
 */
export * from "@jobwire/browser";
