/** One HTTP exchange over `node:http` that adds nothing but the content type: no redirect, no retry. For checks, not for clients. */
import { request as send } from "node:http";

/** The request. */
export interface PlainRequest {
  readonly method: string;
  /** From the path on, already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json` unless the headers have another content type. */
  readonly body?: string;
  /** Abandons a response as soon as its first bytes arrive, which a stream that never ends requires. */
  readonly leave?: boolean;
}

/** The response. */
export interface PlainAnswer {
  readonly status: number;
  readonly contentType: string | null;
  /** Null when the response was abandoned, or was an accepted upgrade. */
  readonly body: Uint8Array | null;
}

/**
 * Sends a request to an `http:` origin and reads the whole response. Rejects when the connection fails, when the body is cut, and
 * with the signal's reason.
 */
export const plainExchange = (origin: string, sent: PlainRequest, signal: AbortSignal): Promise<PlainAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    // No agent: each connection is used once, so that none stays open.
    const outgoing = send({
      host: hostname.replace(/^\[|\]$/g, ""),
      port,
      method: sent.method,
      path: sent.path,
      headers: {
        ...(sent.body === undefined ? {} : { "content-type": "application/json" }),
        ...sent.headers,
        ...(sent.body === undefined ? {} : { "content-length": Buffer.byteLength(sent.body) }),
      },
      agent: false,
      signal,
    });
    outgoing.on("error", reject);
    outgoing.on("upgrade", (incoming, socket) => {
      socket.destroy();
      resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers["content-type"] ?? null, body: null });
    });
    outgoing.on("response", (incoming) => {
      const head = { status: incoming.statusCode ?? 0, contentType: incoming.headers["content-type"] ?? null };
      const chunks: Array<Uint8Array> = [];
      incoming.on("data", (chunk: Uint8Array) => {
        chunks.push(chunk);
        if (sent.leave !== true || head.status !== 200) return;
        resolve({ ...head, body: null });
        outgoing.destroy();
      });
      incoming.on("error", reject);
      incoming.on("end", () => resolve({ ...head, body: Buffer.concat(chunks) }));
    });
    outgoing.end(sent.body);
  });
