/**
 * Parts that adapters are made of: queues between what pushes and what pulls, requests by `fetch`, sockets by the standard's
 * `WebSocket`. For authors of adapters.
 *
 * @module
 */
export * from "./adapter-parts/aborted-fault.ts";
export * from "./adapter-parts/body-queue.ts";
export * from "./adapter-parts/fetch-request.ts";
export * from "./adapter-parts/frame-queue.ts";
export * from "./adapter-parts/is-longer.ts";
export * from "./adapter-parts/join-headers.ts";
export * from "./adapter-parts/origin-of.ts";
export * from "./adapter-parts/standard-socket.ts";
export { visibleText } from "./http/visible-text.ts";
