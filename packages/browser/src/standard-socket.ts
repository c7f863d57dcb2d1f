import { type Adapter, AdapterFault } from "@jobwire/core/adapter";
import { makeStandardSocket, type StandardWebSocket } from "@jobwire/core/adapter-parts";
import { WebSocket } from "isows";

/**
 * Sockets by the standard's WebSocket, which cannot pause: closed at the high-water mark, to be resumed by core.
 *
 * isows chooses it by export condition: the global `WebSocket` in pages, workers, workerd and React Native, and `ws` where this
 * package is loaded by a Node without a global `WebSocket`. The other adapters do not use isows: on Node, Bun and Deno it also
 * returns the global `WebSocket`, which on Node and Deno neither pauses nor takes handshake headers. So Node and Deno use `ws`, and
 * Bun its own `WebSocket`, which does both.
 */
export const standardSocket: NonNullable<Adapter["openSocket"]> = makeStandardSocket({
  construct: ({ url }) => new WebSocket(url) as StandardWebSocket,
  fault: (_, target) =>
    new AdapterFault("handshake", `the WebSocket to ${target} did not open; the browser does not report why`),
});
