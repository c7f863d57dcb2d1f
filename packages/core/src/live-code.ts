/**
 * The code of live connections, which is loaded when a tail that has a live source begins: a page that follows a Ray job never opens one.
 *
 * @module
 */
export { openSocket } from "./http/open-socket.ts";
export { LiveMemory } from "./tail/live/live-memory.ts";
export { readLive } from "./tail/live/read-live.ts";
