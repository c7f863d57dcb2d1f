import { InvalidRequest } from "@jobwire/core";
import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest } from "@jobwire/core/adapter-parts";
import { makeWsSocket } from "@jobwire/node-shared/ws-socket";
import { Deno, type DenoClientOptions, type DenoHttpClient } from "./deno.ts";
import { fetchFault } from "./fetch-fault.ts";

/** What may be changed about the way to the server. */
export interface DenoAdapterOptions {
  /** Certificate authorities in PEM, trusted besides Deno's own; for requests and WebSockets. */
  readonly caCerts?: ReadonlyArray<string>;
  /**
   * What `Deno.createHttpClient` takes, such as `{ proxy: { url } }`, for requests. Options and not a client: writes need a client
   * of their own that keeps no connection.
   */
  readonly client?: DenoClientOptions;
}

/**
 * Deno's `fetch` sends a request again, a POST too, when the kept connection that carried it is lost before the response. So a
 * write uses a client that keeps no connection, and HTTP/1.1, whose connections carry one request at a time.
 */
const makeClients = ({
  caCerts,
  client = {},
}: DenoAdapterOptions): { readonly reads: DenoHttpClient | undefined; readonly writes: DenoHttpClient } => {
  if (typeof (client as { readonly close?: unknown }).close === "function") {
    throw new InvalidRequest({
      message:
        "createDenoAdapter takes the options of Deno.createHttpClient as client, not a client that it made: writes need one of their own",
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
 * The adapter of Deno 2.9 and newer. Deno's `fetch` itself reads `HTTP_PROXY` and `NO_PROXY` from the environment; `client` can
 * name another proxy.
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
    // Not Deno's own WebSocket: it cannot pause, hides the answer that refused a handshake and takes messages of any size. Its
    // WebSocketStream can pause, but needs a flag.
    openSocket: makeWsSocket(caCerts === undefined ? {} : { ca: [...caCerts] }, undefined),
  };
};

/** The adapter of Deno 2.9 and newer: requests by its `fetch`, WebSockets by `ws`, which can pause. */
export const denoAdapter: Adapter = createDenoAdapter();
