/**
 * Jobwire in web pages and workers: all of `@jobwire/core` with the browser's adapter. An operation that a page cannot do fails
 * early with a clear error; docs/browsers.md shows the ways that work.
 *
 * @module
 */
export * from "@jobwire/core";
export { browserAdapter, browserAdapter as adapter } from "./adapter.ts";
export { agent } from "./agent.ts";
export { ray } from "./ray.ts";
export { reasoner } from "./reasoner.ts";
