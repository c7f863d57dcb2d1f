import type { Adapter } from "@jobwire/core/adapter";
import { AdapterFault } from "@jobwire/core/adapter";
import { makeStandardSocket, type StandardWebSocket, withCallSite } from "@jobwire/core/adapter-parts";
import {
  proxyRules,
  type TlsMaterial,
  tlsMaterial,
  tlsSecrets,
  type TransportOptions,
  type UsedProxy,
} from "@jobwire/node-shared";
import { makeRequest } from "./request.ts";

/** Options of Bun's adapter. */
export interface BunAdapterOptions extends TransportOptions {}

/** Bun's own constructor accepts more than the standard's. */
interface BunWebSocketOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly perMessageDeflate: boolean;
  readonly tls?: TlsMaterial & { readonly serverName?: string };
  readonly proxy?: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

type BunWebSocket = new (url: string, options: BunWebSocketOptions) => StandardWebSocket;

const bunProxy = ({ url, authorization }: UsedProxy): NonNullable<BunWebSocketOptions["proxy"]> => ({
  url: url.href,
  headers: authorization === undefined ? {} : { "proxy-authorization": authorization },
});

/** A WebSocket over a Unix socket as Bun takes it: the path is in the URL, so a header and TLS have to name the server. */
const unixTarget = (
  address: string,
  path: string,
): {
  readonly url: string;
  readonly headers: { readonly host: string };
  readonly tls?: { readonly serverName: string };
} => {
  const { protocol, host, hostname, pathname, search } = new URL(address);
  return {
    url: `${protocol.slice(0, -1)}+unix://${path}:${pathname}${search}`,
    headers: { host },
    ...(protocol === "wss:" ? { tls: { serverName: hostname } } : {}),
  };
};

/** The status in Bun's message for a proxy that refused CONNECT. */
const refusedConnect = /Proxy (?:connection failed|authentication required): (\d{3})/;

const socketFault = (said: string, target: string, proxy: string | undefined): AdapterFault => {
  const message = `opening a WebSocket to ${target}: ${said || "it failed"}`;
  const status = Number(refusedConnect.exec(said)?.[1]);
  if (proxy === undefined || !(status > 0)) return new AdapterFault("handshake", message);
  return new AdapterFault("handshake", message, { proxy, proxyStatus: status });
};

const makeAdapter = (options: BunAdapterOptions): Adapter => {
  const given = options.tls ?? {};
  const tls = tlsMaterial(given);
  const hasTls = Object.keys(tls).length > 0;
  const { unixSocket } = options;
  const proxies = unixSocket === undefined ? proxyRules(options.proxy) : undefined;
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
    request: makeRequest(tls, proxies, unixSocket),
    openSocket: makeStandardSocket({
      schedule: setImmediate,
      // Not `ws`: Bun replaces it with a module of its own, whose refused handshakes hang.
      construct: ({ url, headers }) => {
        const proxy = proxies?.proxyFor(url);
        const socket = unixSocket === undefined ? undefined : unixTarget(url, unixSocket);
        return new (WebSocket as unknown as BunWebSocket)(socket?.url ?? url, {
          headers: { ...headers, ...socket?.headers },
          // A Ray dashboard that negotiates compression sends no frame at all.
          perMessageDeflate: false,
          ...(hasTls || socket?.tls !== undefined ? { tls: { ...tls, ...socket?.tls } } : {}),
          ...(proxy === undefined ? {} : { proxy: bunProxy(proxy) }),
        });
      },
      fault: (said, target) => socketFault(said, target, proxies?.proxyFor(target)?.label),
    }),
    ...(proxies === undefined ? {} : { proxyFor: (url) => proxies.proxyFor(url) }),
    secrets: [...tlsSecrets(given), ...(proxies?.secrets() ?? [])],
  };
};

/**
 * Makes the adapter of Bun 1.4 and newer with proxies or TLS options. Reads nothing from the environment, unless `proxy` is
 * `"environment"`. Throws `InvalidRequest` (reason `local`) for a certificate, key or proxy that cannot be used.
 *
 * @example
 * ```ts
 * import { createBunAdapter, ray } from "@jobwire/bun";
 *
 * // All clients of the program share this adapter.
 * const adapter = createBunAdapter({ tls: { rejectUnauthorized: true } });
 * const cluster = ray({ address: "http://127.0.0.1:8265" }, adapter);
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const createBunAdapter = (options: BunAdapterOptions = {}): Adapter =>
  withCallSite(createBunAdapter, () => makeAdapter(options));

/** The adapter of Bun 1.4 and newer: requests by `node:http`, WebSockets by Bun's own class, which can pause. */
export const bunAdapter: Adapter = createBunAdapter();
