import { type Adapter, AdapterFault } from "@jobwire/core/adapter";
import { makeStandardSocket, type StandardWebSocket } from "@jobwire/core/adapter-parts";
import { WebSocket } from "isows";

/** Sockets by the standard WebSocket, which cannot pause: it is closed at the high-water mark, and core resumes. */
export const standardSocket: NonNullable<Adapter["openSocket"]> = makeStandardSocket({
  construct: ({ url }) => new WebSocket(url) as StandardWebSocket,
  fault: (_, target) =>
    new AdapterFault("handshake", `the WebSocket to ${target} did not open; the browser does not report why`),
});
