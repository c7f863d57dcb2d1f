/**
 * `jobwire/effect` on web pages, workers and everything else that has `fetch`: chosen by the export condition.
 *
 * @module
 */
export * from "@jobwire/browser/effect";
