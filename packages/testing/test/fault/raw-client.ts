import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

/** The response on a raw socket. */
export interface RawResponseSeen {
  readonly status: number;
  readonly head: string;
  /** The body without its chunk framing, even if it broke off. */
  readonly body: Buffer;
  /** Chunk boundaries as received: payload sizes of whole chunks. */
  readonly chunks: number[];
  /** Whether the body reached its Content-Length or its last chunk. */
  readonly complete: boolean;
  readonly end: "fin" | "reset";
}

/**
 * Sends one request on a raw socket, so that a test sees exactly what the server sent: Bun's fetch drops body bytes that arrived
 * right before a reset.
 */
export function rawRequest(url: string, method = "GET", headers = "", body = ""): Promise<RawResponseSeen> {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let end: "fin" | "reset" = "fin";
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `${method} ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n${headers}\r\n${body}`,
      );
    });
    socket.on("data", (data) => parts.push(data as Buffer));
    socket.on("error", () => {
      end = "reset";
    });
    socket.on("close", () => resolve(parse(Buffer.concat(parts), end)));
  });
}

/** Connects and sends the text; the caller destroys the socket. */
export function rawConnection(url: string, send: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(send));
  socket.on("error", () => {});
  return socket;
}

function parse(all: Buffer, end: "fin" | "reset"): RawResponseSeen {
  const border = all.indexOf("\r\n\r\n");
  const head = all.subarray(0, border < 0 ? all.length : border).toString("latin1");
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
  const rest = all.subarray(border < 0 ? all.length : border + 4);
  if (!/transfer-encoding: chunked/i.test(head)) {
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    return { status, head, body: rest, chunks: [], complete: rest.length === length, end };
  }
  const chunks: number[] = [];
  const body: Buffer[] = [];
  let complete = false;
  for (let at = 0; ; ) {
    const line = rest.indexOf("\r\n", at);
    if (line < 0) break;
    const size = Number.parseInt(rest.subarray(at, line).toString("latin1"), 16);
    if (size === 0) {
      complete = true;
      break;
    }
    const chunk = rest.subarray(line + 2, line + 2 + size);
    body.push(chunk);
    if (chunk.length === size) chunks.push(size);
    at = line + 2 + size + 2;
  }
  return { status, head, body: Buffer.concat(body), chunks, complete, end };
}
