import type { Adapter } from "@jobwire/core/adapter";
import { fetchAdapter } from "./fetch-adapter.ts";
import { standardSocket } from "./standard-socket.ts";
import { makeStreamSocket } from "./stream-socket.ts";
import { streamConstructor } from "./web-socket-stream.ts";

const socketStream = streamConstructor();

/**
 * The adapter of web pages and workers: `fetch`, and WebSockets by WebSocketStream where it exists (it can pause), otherwise by the
 * standard WebSocket. It cannot set handshake headers, and the browser always offers compression.
 */
export const browserAdapter: Adapter = {
  ...fetchAdapter,
  openSocket: socketStream === undefined ? standardSocket : makeStreamSocket(socketStream),
};
