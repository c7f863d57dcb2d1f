import { InvalidRequest } from "@jobwire/core";
import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest } from "@jobwire/core/adapter-parts";
import { makeWsSocket } from "@jobwire/node-shared/ws-socket";
import { Deno, type DenoClientOptions, type DenoHttpClient } from "./deno.ts";
import { fetchFault } from "./fetch-fault.ts";

/** Options of Deno's adapter. */
export interface DenoAdapterOptions {
  /** Certificate authorities in PEM, trusted besides Deno's own; for requests and WebSockets. */
  readonly caCerts?: ReadonlyArray<string>;
  /**
   * Options of `Deno.createHttpClient` for requests, such as `{ proxy: { url } }`. Pass the options and not a client, because writes
   * need a client of their own that keeps no connection.
   */
  readonly client?: DenoClientOptions;
}

/**
 * Deno's `fetch` sends a request again, even a POST, when the kept connection that carried it is lost before the response. So
 * writes use a client that keeps no connection, and HTTP/1.1, whose connections carry one request at a time.
 */
const makeClients = ({
  caCerts,
  client = {},
}: DenoAdapterOptions): { readonly reads: DenoHttpClient | undefined; readonly writes: DenoHttpClient } => {
  if (typeof (client as { readonly close?: unknown }).close === "function") {
    throw new InvalidRequest({
      message:
        "createDenoAdapter got a client made by Deno.createHttpClient, but writes need a client of their own. Pass the options of Deno.createHttpClient as `client` instead.",
      reason: "local",
    });
  }
  const authorities = [...(caCerts ?? []), ...(client.caCerts ?? [])];
  const options = { ...client, caCerts: authorities };
  const own = authorities.length > 0 || Object.keys(client).length > 0;
  return {
    reads: own ? Deno.createHttpClient(options) : undefined,
    writes: Deno.createHttpClient({ ...options, poolMaxIdlePerHost: 0, http2: false }),
  };
};

/**
 * Makes the adapter of Deno 2.9 and newer. Deno's `fetch` itself reads `HTTP_PROXY` and `NO_PROXY` from the environment; `client`
 * can name another proxy. Throws `InvalidRequest` (reason `local`) when `client` is a client and not its options.
 */
export const createDenoAdapter = (options: DenoAdapterOptions = {}): Adapter => {
  const { caCerts } = options;
  const clients = makeClients(options);
  const initOf = (method: string | undefined): object => {
    const client = method === "GET" || method === "HEAD" ? clients.reads : clients.writes;
    return client === undefined ? {} : { client };
  };
  return {
    runtime: {
      name: "deno",
      version: Deno.version.deno,
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        refuseCompression: true,
        forcedRequestHeaders: ["accept", "accept-encoding", "accept-language"],
        files: true,
        environment: true,
      },
    },
    request: makeFetchRequest({
      fetch: (url, init) => fetch(url, { ...init, ...initOf(init.method) }),
      fault: (error, request) => fetchFault(error, request, options.client?.proxy?.url),
    }),
    // Not Deno's own WebSocket: it cannot pause, hides the response that refused a handshake and accepts messages of any size. Its
    // WebSocketStream can pause, but needs a flag.
    openSocket: makeWsSocket(caCerts === undefined ? {} : { ca: [...caCerts] }, undefined),
  };
};

/** The adapter of Deno 2.9 and newer: requests by its `fetch`, WebSockets by `ws`, which can pause. */
export const denoAdapter: Adapter = createDenoAdapter();
