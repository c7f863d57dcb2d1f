import type { Agent, IncomingMessage } from "node:http";
import type { ConnectionOptions } from "node:tls";
import {
  AdapterFault,
  type Adapter,
  type AdapterSocket,
  type HandshakeResponse,
  type SocketClosed,
  type SocketRequest,
} from "@jobwire/core/adapter";
import { abortedFault, makeFrameQueue, originOf } from "@jobwire/core/adapter-parts";
import { type ClientOptions, WebSocket } from "./ws.ts";
import { faultFrom } from "./faults.ts";
import { joinHeaders } from "./headers.ts";
import type { ProxyRules, UsedProxy } from "./proxy/proxy-rules.ts";
import { tunnelAgent } from "./proxy/tunnel-agent.ts";
import { nodeModules } from "./node-modules.ts";
import { type SecureOptions, secureOptions } from "./secure-options.ts";
import type { TlsMaterial } from "./tls-material.ts";

/** How many bytes to keep of the body of a response that refused a handshake. */
const maxAnswerBytes = 64 * 1024;
/** How many milliseconds to wait for the body of such a response: its status is enough. */
const answerMs = 2_000;
/** How many milliseconds a server that sent a close frame has to end the connection, before the socket is destroyed. */
const closeTimeoutMs = 1_000;

/** How to reach the servers of WebSockets. All fields are optional. */
export interface WsSocketSettings {
  /** The TLS settings of `wss:`. Default: the system's. */
  readonly tls?: TlsMaterial;
  /** An agent of `node:http`, which then makes every connection. */
  readonly agent?: Agent | undefined;
  /** Without an agent: the proxies, which `ws:` and `wss:` use by CONNECT. */
  readonly proxies?: ProxyRules | undefined;
  /** Without an agent and proxies: the Unix socket that makes every connection. */
  readonly unixSocket?: string | undefined;
}

/** `ws` itself uses a Unix socket for a URL of its own scheme only, and without TLS. */
const unixConnection =
  (path: string, isSecure: boolean, secure: SecureOptions): NonNullable<ClientOptions["createConnection"]> =>
  (options) => {
    if (!isSecure) return nodeModules.net.connect(path);
    const { host, servername } = options as ConnectionOptions;
    const name = servername ?? (nodeModules.net.isIP(host ?? "") === 0 ? host : "");
    return nodeModules.tls.connect({ ...secure, path, servername: name ?? "" });
  };

/** A proxy that refuses CONNECT refuses only the WebSocket: requests by plain http use it in another way. */
const socketFault = (error: unknown, target: string): AdapterFault => {
  const fault = faultFrom(error, "handshake", target);
  if (fault.proxyStatus === undefined || fault.reason !== "blocked") return fault;
  const { message, cause, proxy, proxyStatus } = fault;
  return new AdapterFault("handshake", message, { cause, proxy, proxyStatus });
};

/** Opens WebSockets with `ws`. */
export const makeWsSocket = ({
  tls = {},
  agent,
  proxies,
  unixSocket,
}: WsSocketSettings): NonNullable<Adapter["openSocket"]> => {
  const secure = secureOptions(tls);
  return (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      const target = originOf(request.url);
      if (signal.aborted) return reject(abortedFault(signal, target));
      let proxy: UsedProxy | undefined;
      try {
        proxy = agent === undefined ? proxies?.proxyFor(request.url) : undefined;
      } catch (error) {
        return reject(new AdapterFault("handshake", (error as Error).message, { cause: error }));
      }
      const isSecure = request.url.startsWith("wss:");
      const tunnel = proxy && tunnelAgent(proxy, isSecure, { tls, secure });
      const options: ClientOptions & { readonly closeTimeout: number } = {
        ...secure,
        agent: tunnel?.agent ?? agent,
        ...(unixSocket === undefined || agent !== undefined
          ? {}
          : { createConnection: unixConnection(unixSocket, isSecure, secure) }),
        headers: { ...request.headers },
        // A Ray dashboard that negotiates compression sends no frame at all.
        perMessageDeflate: false,
        followRedirects: false,
        maxPayload: request.maxMessageBytes,
        closeTimeout: closeTimeoutMs,
      };
      let socket: WebSocket;
      try {
        socket = new WebSocket(request.url, options);
      } catch (error) {
        return reject(faultFrom(error, "handshake", target));
      }
      const refuse = (fault: AdapterFault): void => {
        signal.removeEventListener("abort", abort);
        reject(fault);
        tunnel?.destroy();
        socket.terminate();
      };
      const abort = (): void => refuse(abortedFault(signal, target));
      signal.addEventListener("abort", abort, { once: true });
      const open = reading(socket, request);
      socket.on("error", (error) => refuse(socketFault(error, target)));
      socket.on("unexpected-response", (_, answer) => {
        void readResponse(answer).then((read) => {
          const message = `${target} responded to the WebSocket handshake with status ${read.status}`;
          refuse(new AdapterFault("handshake", message, { response: read }));
        });
      });
      socket.once("open", () => {
        signal.removeEventListener("abort", abort);
        signal.addEventListener("abort", open.destroy, { once: true });
        socket.once("close", () => signal.removeEventListener("abort", open.destroy));
        resolve(open);
      });
    });
};

/** `ws` sends these codes to the server but reports 1006; all other protocol errors are 1002. */
const failureCodes: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_INVALID_UTF8: 1007,
};

/** The pulling end of a socket. It listens before the socket opens: frames may arrive in one packet with the handshake response. */
const reading = (socket: WebSocket, limits: SocketRequest): AdapterSocket => {
  const queue = makeFrameQueue({
    highWaterBytes: limits.highWaterBytes,
    onFull: () => socket.pause(),
    onDrained: () => socket.resume(),
    schedule: setImmediate,
  });
  let failed: Pick<SocketClosed, "code" | "reason"> | undefined;

  socket.on("message", (data, binary) => {
    const message = data as Buffer; // the type of `nodebuffer`, the default binaryType
    if (binary) queue.push(message, message.byteLength);
    else queue.pushEncoded(message); // `ws` has checked that it is UTF-8
  });
  socket.on("error", (error: Error & { readonly code?: string }) => {
    failed = { code: failureCodes[error.code ?? ""] ?? 1002, reason: error.message };
  });
  socket.on("close", (code, reason) => {
    queue.close({ type: "closed", code, reason: reason.toString("utf8"), ...failed });
  });

  return {
    pull: queue.pull,
    destroy: () => {
      queue.discard();
      queue.close({ type: "closed", code: 1006, reason: "destroyed by its reader" });
      socket.terminate();
    },
  };
};

/** The part of the response that arrived: its status shows more than that its body was cut. */
const readResponse = async (answer: IncomingMessage): Promise<HandshakeResponse> => {
  const chunks: Array<Buffer> = [];
  let size = 0;
  const late = setTimeout(() => answer.destroy(new Error(`the body did not arrive within ${answerMs} ms`)), answerMs);
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= maxAnswerBytes) break;
    }
  } catch (error) {
    chunks.push(Buffer.from(`\n(the rest of the response was cut: ${String(error)})`));
  } finally {
    clearTimeout(late);
  }
  return {
    status: answer.statusCode ?? 0,
    headers: joinHeaders(answer.headers),
    body: Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString("utf8"),
  };
};
