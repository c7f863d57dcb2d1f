import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";
import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "@jobwire/core/adapter";
import { abortedFault, joinHeaders, makeBodyQueue, originOf } from "@jobwire/core/adapter-parts";
import {
  faultFrom,
  type Phase,
  ProxyRefused,
  type ProxyRules,
  proxyFault,
  proxyTls,
  type TlsMaterial,
  tunnelAgent,
  type UsedProxy,
} from "@jobwire/node-shared";

/** Idle connections kept for one origin, and how long, in milliseconds: less than the 5 s of the fastest-closing servers. */
const keeping = { keepAlive: true, maxFreeSockets: 8, timeout: 4_000 };

/**
 * Requests by `node:http`, which on Bun is an HTTP client of its own. This does not use Bun's `fetch`, which takes a reset for the
 * end of a body that ends with its connection, and drops bytes that arrive just before a reset.
 */
export const makeRequest = (
  tls: TlsMaterial,
  proxies: ProxyRules | undefined,
  unixSocket?: string,
): Adapter["request"] => {
  const own = tlsOf(tls);
  const toProxy = tlsOf(proxyTls(tls));
  const agents = { "http:": new Agent(keeping), "https:": new SecureAgent({ ...keeping, ...own }) };
  const proxyAgents = { "http:": new Agent(keeping), "https:": new SecureAgent({ ...keeping, ...toProxy }) };
  return (request) =>
    new Promise((resolve, reject) => {
      const target = originOf(request.url);
      if (request.signal.aborted) return reject(abortedFault(request.signal, target));
      const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
      if (url?.protocol !== "http:" && url?.protocol !== "https:") return reject(new AdapterFault("blocked", target));
      // A write uses a connection of its own: on a kept one that the server just closed its outcome would be unknown.
      const kept = request.method === "GET" || request.method === "HEAD";
      const headers = {
        ...request.headers,
        ...(request.body === undefined ? {} : { "content-length": String(request.body.byteLength) }),
      };
      try {
        const proxy = proxies?.proxyFor(url);
        const common = { method: request.method, headers };
        const exchanging = { request, target: url.origin, resolve, reject };
        if (proxy === undefined) {
          const send = url.protocol === "http:" ? httpRequest : httpsRequest;
          const path = unixSocket === undefined ? {} : { socketPath: unixSocket };
          const sent = send(url, { ...own, ...common, ...path, agent: kept ? agents[url.protocol] : false });
          return exchange(sent, exchanging);
        }
        if (url.protocol === "http:") {
          const protocol = proxy.url.protocol === "https:" ? "https:" : "http:";
          const sent = (protocol === "http:" ? httpRequest : httpsRequest)(proxy.url, {
            ...toProxy,
            method: request.method,
            path: url.href,
            headers: {
              ...headers,
              host: url.host,
              ...(proxy.authorization === undefined ? {} : { "proxy-authorization": proxy.authorization }),
            },
            agent: kept ? proxyAgents[protocol] : false,
          });
          return exchange(sent, { ...exchanging, forwarder: proxy });
        }
        // A tunnel for each request: an agent that keeps them could not end one that is still being made.
        const { agent, destroy } = tunnelAgent(proxy, true, { tls, secure: own });
        exchange(httpsRequest(url, { ...own, ...common, agent }), { ...exchanging, endTunnel: destroy });
      } catch (error) {
        reject(faultFrom(error, "connect", target));
      }
    });
};

/** Plain values: Bun's types are Node's, which want arrays that can change. */
const tlsOf = ({ ca, ...rest }: TlsMaterial): { readonly ca?: Array<string> } & Omit<TlsMaterial, "ca"> => ({
  ...rest,
  ...(ca === undefined ? {} : { ca: [...ca] }),
});

/** A request that was sent, and who waits for its response. */
interface Exchange {
  readonly request: AdapterRequest;
  /** The origin of the request. */
  readonly target: string;
  readonly resolve: (response: AdapterResponse) => void;
  readonly reject: (fault: AdapterFault) => void;
  /** The proxy that got the request itself, and may respond in place of the server. */
  readonly forwarder?: UsedProxy;
  /** Ends the request's tunnel. */
  readonly endTunnel?: () => void;
}

const exchange = (
  sent: ClientRequest,
  { request: { body: content, signal, highWaterBytes }, target, resolve, reject, forwarder, endTunnel }: Exchange,
): void => {
  let phase: Phase = "connect";
  let answer: IncomingMessage | undefined;
  let ended = false;
  const settle = (): void => {
    ended = true;
    signal.removeEventListener("abort", abort);
    endTunnel?.();
  };
  const body = makeBodyQueue({
    highWaterBytes,
    pause: () => answer?.pause(),
    resume: () => answer?.resume(),
    leave: () => {
      settle();
      sent.destroy();
    },
  });
  const fail = (fault: AdapterFault): void => {
    if (ended) return;
    settle();
    if (phase === "body") body.fail(fault);
    else reject(fault);
    sent.destroy();
  };
  const abort = (): void => {
    body.discard();
    fail(abortedFault(signal, target));
  };

  signal.addEventListener("abort", abort, { once: true });
  sent.on("socket", (socket) => {
    const connected = (): void => {
      if (phase === "connect") phase = "answer";
    };
    if (socket.connecting || endTunnel !== undefined)
      socket.once(
        target.startsWith("https:") || forwarder?.url.protocol === "https:" ? "secureConnect" : "connect",
        connected,
      );
    else connected();
  });
  sent.on("error", (error) => {
    if (forwarder !== undefined && phase === "connect") return fail(proxyFault(error, forwarder, target));
    const stale = phase === "answer" && sent.reusedSocket;
    fail(faultFrom(error, phase, target, stale ? { reusedConnection: true } : {}));
  });
  sent.on("response", (message) => {
    // Only a proxy responds with this status; the server has not seen the request.
    if (message.statusCode === 407 && forwarder !== undefined) {
      return fail(proxyFault(new ProxyRefused(407), forwarder, target));
    }
    phase = "body";
    answer = message;
    message.on("data", (chunk: Buffer) => body.push(chunk));
    message.on("error", (error) => fail(faultFrom(error, "body", target)));
    message.on("end", () => {
      if (ended) return;
      if (!message.complete) return fail(faultFrom(new Error("the body was cut before its end"), "body", target));
      settle();
      body.end();
    });
    const { rawHeaders } = message;
    const pairs = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? ""] as const] : [],
    );
    resolve({ status: message.statusCode ?? 0, headers: joinHeaders(pairs), body });
  });
  sent.end(content);
};
