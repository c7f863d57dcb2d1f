import type { Agent } from "node:http";
import type { Adapter } from "@jobwire/core/adapter";
import { withCallSite } from "@jobwire/core/adapter-parts";
import {
  type ProxyRules,
  proxyRules,
  secureOptions,
  type TlsMaterial,
  tlsMaterial,
  tlsSecrets,
  type TransportOptions,
  whenCalled,
} from "@jobwire/node-shared";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.ts";

/** Options of Node's adapter. All are optional. */
export interface NodeAdapterOptions extends TransportOptions {
  /**
   * An undici dispatcher that makes the connections of requests instead of this package; `tls`, `proxy` and `unixSocket` then count for WebSockets
   * only. It must itself end a connection that it is still making when a request is aborted. It may send a write on a kept
   * connection, so that a lost one leaves the outcome unknown. It must not be undici's `RetryAgent`, which sends requests again.
   */
  readonly dispatcher?: Dispatcher;
  /** An agent for WebSockets, which then makes their connections in place of `proxy`. */
  readonly agent?: Agent;
}

const ownConnections = async (
  tls: TlsMaterial,
  proxies: ProxyRules | undefined,
  unixSocket: string | undefined,
): Promise<Connections> => {
  const [{ makeConnections }, { loadUndici }] = await Promise.all([import("./connections.ts"), import("./undici.ts")]);
  return makeConnections(await loadUndici(), tls, proxies, unixSocket);
};
const connectionsOf = async (dispatcher: Dispatcher): Promise<Connections> =>
  (await import("./connections.ts")).dispatcherConnections(dispatcher);

const makeAdapter = (options: NodeAdapterOptions): Adapter => {
  const given = options.tls ?? {};
  const tls = tlsMaterial(given);
  // A certificate that OpenSSL refuses fails here, not with the first request.
  secureOptions(tls);
  const { dispatcher, agent, unixSocket } = options;
  const proxies = unixSocket === undefined ? proxyRules(options.proxy) : undefined;
  return {
    runtime: {
      name: "node",
      version: process.versions.node,
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        smallReads: true,
        refuseCompression: true,
        // Besides host, connection and content-length, which HTTP/1.1 itself requires.
        forcedRequestHeaders: [],
        files: true,
        environment: true,
      },
    },
    // undici and ws take longer to load than everything else.
    request: whenCalled(async () => {
      const [{ makeRequest }, connections] = await Promise.all([
        import("./request.ts"),
        dispatcher === undefined ? ownConnections(tls, proxies, unixSocket) : connectionsOf(dispatcher),
      ]);
      return makeRequest(connections);
    }),
    openSocket: whenCalled(async () => {
      const { makeWsSocket } = await import("@jobwire/node-shared/ws-socket");
      return makeWsSocket({ tls, agent, proxies, unixSocket });
    }),
    ...(proxies === undefined ? {} : { proxyFor: (url) => proxies.proxyFor(url) }),
    secrets: [...tlsSecrets(given), ...(proxies?.secrets() ?? [])],
  };
};

/**
 * Makes the adapter of Node 22.19 and newer with proxies or TLS options. Reads nothing from the environment, unless `proxy` is
 * `"environment"`. Throws `InvalidRequest` (reason `local`) for a certificate, key or proxy that cannot be used.
 *
 * @example
 * ```ts
 * import { createNodeAdapter, ray } from "jobwire";
 *
 * // All clients of the program share this adapter.
 * const adapter = createNodeAdapter({ tls: { rejectUnauthorized: true } });
 * const cluster = ray({ address: "http://127.0.0.1:8265" }, adapter);
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const createNodeAdapter = (options: NodeAdapterOptions = {}): Adapter =>
  withCallSite(createNodeAdapter, () => makeAdapter(options));

/** The adapter of Node 22.19 and newer: requests by undici, WebSockets by `ws`. */
export const nodeAdapter: Adapter = createNodeAdapter();
