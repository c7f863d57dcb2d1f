import type { Adapter } from "@jobwire/core/adapter";
import { AdapterFault } from "@jobwire/core/adapter";
import { makeStandardSocket, type StandardWebSocket } from "@jobwire/core/adapter-parts";
import type { TlsOptions } from "@jobwire/node-shared";
import { makeRequest } from "./request.ts";

/** Options of Bun's adapter. */
export interface BunAdapterOptions {
  /** Certificate authorities, client certificate and checks, with the names of `node:tls`; for requests and WebSockets. */
  readonly tls?: TlsOptions;
}

/** Bun's own constructor accepts more than the standard's. */
type BunWebSocket = new (
  url: string,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly perMessageDeflate: boolean;
    readonly tls?: TlsOptions;
  },
) => StandardWebSocket;

/** Makes the adapter of Bun 1.4 and newer with TLS options. Reads nothing from the environment. */
export const createBunAdapter = (options: BunAdapterOptions = {}): Adapter => {
  const { tls } = options;
  return {
    runtime: {
      name: "bun",
      version: process.versions["bun"] ?? "unknown",
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        refuseCompression: true,
        forcedRequestHeaders: [],
        files: true,
        environment: true,
      },
    },
    request: makeRequest(tls ?? {}),
    openSocket: makeStandardSocket({
      // Not `ws`: Bun replaces it with a module of its own, whose refused handshakes hang.
      construct: ({ url, headers }) =>
        new (WebSocket as unknown as BunWebSocket)(url, {
          headers: { ...headers },
          // A Ray dashboard that negotiates compression sends no frame at all.
          perMessageDeflate: false,
          ...(tls === undefined ? {} : { tls }),
        }),
      fault: (said, target) =>
        new AdapterFault("handshake", `opening a WebSocket to ${target}: ${said || "it failed"}`),
    }),
  };
};

/** The adapter of Bun 1.4 and newer: requests by `node:http`, WebSockets by Bun's own class, which can pause. */
export const bunAdapter: Adapter = createBunAdapter();
