import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";
import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "@jobwire/core/adapter";
import { abortedFault, joinHeaders, makeBodyQueue, originOf } from "@jobwire/core/adapter-parts";
import { faultFrom, type Phase, type TlsOptions } from "@jobwire/node-shared";

/** Idle connections kept for one origin, and how long, in milliseconds: less than the 5 s of the fastest-closing servers. */
const keeping = { keepAlive: true, maxFreeSockets: 8, timeout: 4_000 };

/**
 * Requests by `node:http`, which on Bun is an HTTP client of its own. This does not use Bun's `fetch`, which takes a reset for the
 * end of a body that ends with its connection, and drops bytes that arrive just before a reset.
 */
export const makeRequest = (tls: TlsOptions): Adapter["request"] => {
  const agents = { "http:": new Agent(keeping), "https:": new SecureAgent({ ...keeping, ...tls }) };
  return (request) =>
    new Promise((resolve, reject) => {
      const target = originOf(request.url);
      if (request.signal.aborted) return reject(abortedFault(request.signal, target));
      const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
      if (url?.protocol !== "http:" && url?.protocol !== "https:") return reject(new AdapterFault("blocked", target));
      // A write uses a connection of its own: on a kept one that the server just closed its outcome would be unknown.
      const kept = request.method === "GET" || request.method === "HEAD";
      try {
        const sent = (url.protocol === "http:" ? httpRequest : httpsRequest)(url, {
          ...tls,
          method: request.method,
          headers: {
            ...request.headers,
            ...(request.body === undefined ? {} : { "content-length": String(request.body.byteLength) }),
          },
          agent: kept ? agents[url.protocol] : false,
        });
        exchange(sent, request, url.origin, resolve, reject);
      } catch (error) {
        reject(faultFrom(error, "connect", target));
      }
    });
};

const exchange = (
  sent: ClientRequest,
  { body: content, signal }: AdapterRequest,
  target: string,
  resolve: (response: AdapterResponse) => void,
  reject: (fault: AdapterFault) => void,
): void => {
  let phase: Phase = "connect";
  let answer: IncomingMessage | undefined;
  let ended = false;
  const settle = (): void => {
    ended = true;
    signal.removeEventListener("abort", abort);
  };
  const body = makeBodyQueue({
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
    if (socket.connecting) socket.once(target.startsWith("https:") ? "secureConnect" : "connect", connected);
    else connected();
  });
  sent.on("error", (error) => {
    const stale = phase === "answer" && sent.reusedSocket;
    fail(faultFrom(error, phase, target, stale ? { reusedConnection: true } : {}));
  });
  sent.on("response", (message) => {
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
