import { getCACertificates } from "node:tls";
import { InvalidRequest } from "@jobwire/core/errors";
import type { Adapter } from "@jobwire/core/adapter";
import { makeFetchRequest, withCallSite } from "@jobwire/core/adapter-parts";
import {
  ProxyRefused,
  proxyRules,
  secureOptions,
  type TlsMaterial,
  tlsMaterial,
  tlsSecrets,
  type TransportOptions,
  type UsedProxy,
  whenCalled,
} from "@jobwire/node-shared";
import { Deno } from "./deno.ts";
import { fetchFault, labelFor } from "./fetch-fault.ts";
import { makeHttpClients } from "./http-clients.ts";
import { readableProxies } from "./readable-proxies.ts";

/**
 * Options of Deno's adapter. Deno trusts the authorities of `tls` besides its own, and cannot leave out the check of certificates
 * for one client. WebSockets use those variables of a proxy that the program may read.
 */
export interface DenoAdapterOptions extends TransportOptions {}

/** The environment's proxy. Deno's `fetch` can use more kinds than this package, so another kind is no error here. */
const supported = (url: string): UsedProxy | undefined => {
  try {
    return readableProxies.proxyFor(url);
  } catch {
    return undefined;
  }
};

/** `node:tls` would trust the given authorities alone, while Deno's `fetch` trusts them besides its own. */
const withDefaults = ({ ca, ...rest }: TlsMaterial): TlsMaterial => ({
  ...rest,
  ...(ca === undefined ? {} : { ca: [...getCACertificates("default"), ...ca] }),
});

const makeAdapter = (options: DenoAdapterOptions): Adapter => {
  const given = options.tls ?? {};
  if (given.rejectUnauthorized === false) {
    throw new InvalidRequest({
      message:
        "tls: Deno cannot accept any certificate for one client only. Pass the certificate's authority as ca, or start Deno with --unsafely-ignore-certificate-errors",
      reason: "local",
    });
  }
  if (options.unixSocket !== undefined) {
    throw new InvalidRequest({
      message:
        "unixSocket: Deno's fetch cannot use a Unix socket for every address. Use Node or Bun, or pass a TCP address",
      reason: "local",
    });
  }
  const tls = tlsMaterial(given);
  // A certificate that OpenSSL refuses fails here, not with the first socket.
  secureOptions(withDefaults(tls));
  const isEnvironment = options.proxy === undefined || options.proxy === "environment";
  const proxies = proxyRules(options.proxy, () => readableProxies) ?? readableProxies;
  const clients = makeHttpClients(tls);
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
      fetch: async (url, init) => {
        // Deno's own client reads the environment, even variables that the program may not read.
        const client = clients(init.method ?? "GET", isEnvironment ? undefined : proxies.proxyFor(url));
        const response = await fetch(url, { ...init, ...(client === undefined ? {} : { client }) } as RequestInit);
        // Only a proxy responds with this status; the server has not seen the request.
        if (response.status !== 407 || !url.startsWith("http:") || labelFor(url, proxies) === undefined)
          return response;
        await response.body?.cancel();
        throw new ProxyRefused(response.status);
      },
      fault: (error, { url }) => fetchFault(error, url, proxies),
    }),
    // Not Deno's own WebSocket: it cannot pause, hides the response that refused a handshake and accepts messages of any size. Its
    // WebSocketStream can pause, but needs a flag.
    openSocket: whenCalled(async () => {
      const { makeWsSocket } = await import("@jobwire/node-shared/ws-socket");
      return makeWsSocket({ tls: withDefaults(tls), proxies });
    }),
    proxyFor: (url) => (isEnvironment ? supported(url) : proxies.proxyFor(url)),
    get secrets() {
      return [...tlsSecrets(given), ...proxies.secrets()];
    },
  };
};

/**
 * Makes the adapter of Deno 2.9 and newer. Throws `InvalidRequest` (reason `local`) for a certificate, key or proxy that cannot be
 * used.
 *
 * @example
 * ```ts
 * import { createDenoAdapter, ray } from "@jobwire/deno";
 *
 * // All clients of the program share this adapter.
 * const adapter = createDenoAdapter({ proxy: "http://127.0.0.1:3128" });
 * const cluster = ray({ address: "https://ray.example.com" }, adapter);
 * console.log(cluster.address);
 * await cluster.close();
 * ```
 */
export const createDenoAdapter = (options: DenoAdapterOptions = {}): Adapter =>
  withCallSite(createDenoAdapter, () => makeAdapter(options));

/** The adapter of Deno 2.9 and newer: requests by its `fetch`, WebSockets by `ws`, which can pause. */
export const denoAdapter: Adapter = createDenoAdapter();
