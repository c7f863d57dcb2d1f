import { Buffer } from "node:buffer";
import type { TlsMaterial, UsedProxy } from "@jobwire/node-shared";
import { Deno, type DenoClientOptions, type DenoHttpClient } from "./deno.ts";

/** The client of `fetch` for a request; undefined for Deno's own. */
export type HttpClients = (method: string, proxy: UsedProxy | undefined) => DenoHttpClient | undefined;

/** The user and password of a proxy, as Deno takes them. */
const basicAuth = (authorization: string): { readonly username: string; readonly password: string } => {
  const plain = Buffer.from(authorization.slice("Basic ".length), "base64").toString("utf8");
  const colon = plain.indexOf(":");
  return { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
};

const proxyOptions = ({ url, authorization }: UsedProxy): DenoClientOptions => ({
  proxy: { url: url.href, ...(authorization === undefined ? {} : { basicAuth: basicAuth(authorization) }) },
});

/**
 * Makes the clients of one adapter, one pair for each proxy. Deno's `fetch` sends a request again, even a POST, when the kept
 * connection that carried it is lost before the response. So writes use a client that keeps no connection, and HTTP/1.1, whose
 * connections carry one request at a time.
 */
export const makeHttpClients = ({ ca, cert, key }: TlsMaterial): HttpClients => {
  const tls: DenoClientOptions = {
    ...(ca === undefined ? {} : { caCerts: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  const clients = new Map<string, { readonly reads: DenoHttpClient | undefined; readonly writes: DenoHttpClient }>();
  return (method, proxy) => {
    const name = proxy === undefined ? "" : proxy.label;
    let pair = clients.get(name);
    if (pair === undefined) {
      const options = { ...tls, ...(proxy === undefined ? {} : proxyOptions(proxy)) };
      pair = {
        reads: Object.keys(options).length > 0 ? Deno.createHttpClient(options) : undefined,
        writes: Deno.createHttpClient({ ...options, poolMaxIdlePerHost: 0, http2: false }),
      };
      clients.set(name, pair);
    }
    return method === "GET" || method === "HEAD" ? pair.reads : pair.writes;
  };
};
