import { Server } from "node:http";
import { serve } from "srvx/node";
import { urlHost } from "./allowed-hosts.ts";
import { boundConnections } from "./bound-connections.ts";
import { endUnreadBodies } from "./end-unread-bodies.ts";

/** A server that listens. */
export interface Listener extends AsyncDisposable {
  /** Its URL without a final slash. */
  readonly url: string;
}

/** The times and sizes that a client cannot exceed, in milliseconds and bytes. */
const bounds = {
  maxHeaderSize: 16_384,
  // Of a request until its headers are complete, and until it is complete.
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2000,
};

/** Without a byte in either direction a connection ends; a stream of events ends before, and its reader asks again. */
const silentMs = 120_000;

/** More readers than the gateway serves at once, see `GatewayLimits`. */
const maxConnections = 10_500;

/** Serves the handler over HTTP/1.1 on Node. */
export const listen = async (
  handler: (request: Request) => Promise<Response>,
  host: string,
  port: number,
): Promise<Listener> => {
  const server = serve({
    fetch: handler,
    error: () => new Response("The gateway has a defect.\n", { status: 500 }),
    port,
    hostname: host,
    silent: true,
    manual: true,
    gracefulShutdown: false,
    node: bounds,
  });
  const listening = server.node?.server;
  if (!(listening instanceof Server)) throw new Error("srvx made no HTTP/1.1 server. This is a bug in Jobwire.");
  listening.timeout = silentMs;
  boundConnections(listening, maxConnections);
  endUnreadBodies(listening);
  await server.serve();
  const address = listening.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : urlHost(host)}:${bound}`,
    [Symbol.asyncDispose]: () => server.close(true),
  };
};
