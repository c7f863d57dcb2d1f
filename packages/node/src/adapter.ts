import type { Agent } from "node:http";
import type { Adapter } from "@jobwire/core/adapter";
import type { TlsOptions } from "@jobwire/node-shared";
import { makeWsSocket } from "@jobwire/node-shared/ws-socket";
import type { Dispatcher } from "undici";
import { dispatcherConnections, makeConnections } from "./connections.ts";
import { makeRequest } from "./request.ts";

/** Options of Node's adapter. All are optional. */
export interface NodeAdapterOptions {
  /** Certificate authorities, client certificate and checks, with the names of `node:tls`; for requests and WebSockets. */
  readonly tls?: TlsOptions;
  /**
   * An undici dispatcher that makes the connections of requests instead of this package, such as `new EnvHttpProxyAgent()`. It has
   * its own TLS options, and must itself end a connection that it is still making when a request is aborted. It may send a write on a
   * kept connection, so that a lost one leaves the outcome unknown. It must not be undici's `RetryAgent`, which sends requests again.
   */
  readonly dispatcher?: Dispatcher;
  /** An agent for WebSockets, such as `new https.Agent({ proxyEnv: process.env })`; `node:http`'s agent tunnels no `ws:` through a proxy. */
  readonly agent?: Agent;
}

/** Makes the adapter of Node 22.19 and newer with proxies or TLS options. Reads nothing from the environment. */
export const createNodeAdapter = (options: NodeAdapterOptions = {}): Adapter => {
  const tls = options.tls ?? {};
  const { dispatcher } = options;
  return {
    runtime: {
      name: "node",
      version: process.versions.node,
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        refuseCompression: true,
        // Besides host, connection and content-length, which HTTP/1.1 itself requires.
        forcedRequestHeaders: [],
        files: true,
        environment: true,
      },
    },
    request: makeRequest(dispatcher === undefined ? makeConnections(tls) : dispatcherConnections(dispatcher)),
    openSocket: makeWsSocket(tls, options.agent),
  };
};

/** The adapter of Node 22.19 and newer: requests by undici, WebSockets by `ws`. */
export const nodeAdapter: Adapter = createNodeAdapter();
