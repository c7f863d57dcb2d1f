import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest } from "@jobwire/core/adapter-parts";
import { makeWsSocket } from "@jobwire/node-shared/ws-socket";
import { Deno, type DenoHttpClient } from "./deno.ts";
import { fetchFault } from "./fetch-fault.ts";

/** What may be changed about the way to the server. */
export interface DenoAdapterOptions {
  /** Certificate authorities in PEM, trusted besides Deno's own; for requests and WebSockets. */
  readonly caCerts?: ReadonlyArray<string>;
  /** A client for requests, such as `Deno.createHttpClient({ proxy: { url } })`; it brings its own certificates. */
  readonly client?: DenoHttpClient;
}

/**
 * The adapter of Deno 2.9 and newer. Deno's `fetch` itself reads `HTTP_PROXY` and `NO_PROXY` from the environment; a `client`
 * decides that.
 */
export const createDenoAdapter = (options: DenoAdapterOptions = {}): Adapter => {
  const { caCerts } = options;
  const client =
    options.client ?? (caCerts === undefined ? undefined : Deno.createHttpClient({ caCerts: [...caCerts] }));
  return {
    runtime: {
      name: "deno",
      version: Deno.version.deno,
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        refuseCompression: true,
        forcedRequestHeaders: ["accept", "accept-encoding", "accept-language", "user-agent"],
        files: true,
        environment: true,
      },
    },
    request: makeFetchRequest({
      fetch: (url, init) => fetch(url, init),
      ...(client === undefined ? {} : { init: { client } as RequestInit }),
      fault: fetchFault,
    }),
    // Not Deno's own WebSocket: it cannot pause, hides the answer that refused a handshake and takes messages of any size. Its
    // WebSocketStream can pause, but needs a flag.
    openSocket: makeWsSocket(caCerts === undefined ? {} : { ca: [...caCerts] }, undefined),
  };
};

/** The adapter of Deno 2.9 and newer: requests by its `fetch`, WebSockets by `ws`, which can pause. */
export const denoAdapter: Adapter = createDenoAdapter();
