import type { Agent } from "node:http";
import type { Adapter } from "@jobwire/core/adapter";
import type { TlsOptions } from "@jobwire/node-shared";
import { makeWsSocket } from "@jobwire/node-shared/ws-socket";
import type { Dispatcher } from "undici";
import { dispatcherConnections, makeConnections } from "./connections.ts";
import { makeRequest } from "./request.ts";

/** What may be changed about the way to the server. All of it is optional. */
export interface NodeAdapterOptions {
  /** Certificate authorities, client certificate and checks, in the words of `node:tls`; for requests and WebSockets. */
  readonly tls?: TlsOptions;
  /**
   * An undici dispatcher that makes the requests' connections instead of this package, such as `new EnvHttpProxyAgent()`. It
   * brings its own TLS options, and a connection it is still making when a request is aborted is its own to end. It may send a
   * write on a kept connection, so that a lost one leaves the outcome unknown; it must not be undici's `RetryAgent`, which sends
   * requests again.
   */
  readonly dispatcher?: Dispatcher;
  /** An agent for WebSockets, such as `new https.Agent({ proxyEnv: process.env })`; `node:http`'s tunnels no `ws:` through a proxy. */
  readonly agent?: Agent;
}

/** The adapter of Node 22.19 and newer, with proxies or TLS options. Nothing is read from the environment. */
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
        // Beside host, connection and content-length, which HTTP/1.1 itself asks for.
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
