import { type Adapter, AdapterFault } from "@jobwire/core/adapter";
import { makeStandardSocket, type StandardWebSocket } from "@jobwire/core/adapter-parts";
import { WebSocket } from "isows";

/** Sockets by the standard's WebSocket, which cannot pause: closed at the high-water mark, to be resumed by core. */
export const standardSocket: NonNullable<Adapter["openSocket"]> = makeStandardSocket({
  construct: ({ url }) => new WebSocket(url) as StandardWebSocket,
  fault: (_, target) => new AdapterFault("handshake", `no WebSocket to ${target}; a page is not told why`),
});
