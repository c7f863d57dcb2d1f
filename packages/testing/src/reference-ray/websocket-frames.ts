import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { SERVER_NAME } from "./exchange.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * The server's half of a WebSocket, as unresponsive as Ray's: it reads what the client sends only to discard it, so it never
 * responds to pings or close frames. WebSocket libraries all respond to them, so this uses none.
 */
export class DeafWebSocket {
  readonly #socket: Duplex;
  readonly #gone = new AbortController();

  constructor(socket: Duplex, request: IncomingMessage, extensions: string | undefined) {
    this.#socket = socket;
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${GUID}`).digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\n` +
        (extensions === undefined ? "" : `Sec-WebSocket-Extensions: ${extensions}\r\n`) +
        `Date: ${new Date().toUTCString()}\r\nServer: ${SERVER_NAME}\r\n\r\n`,
    );
    socket.resume();
    socket.once("end", () => socket.destroy());
    socket.once("error", () => socket.destroy());
    socket.once("close", () => this.#gone.abort());
  }

  /** Aborted when the connection is closed, by either side. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Settles when the socket accepts more, or is closed. */
  async sendText(payload: Uint8Array): Promise<void> {
    if (this.#gone.signal.aborted) return;
    const header = frameHeader(0x81, payload.length);
    if (this.#socket.write(Buffer.concat([header, payload], header.length + payload.length))) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off("drain", done);
        this.#socket.off("close", done);
        resolve();
      };
      this.#socket.once("drain", done);
      this.#socket.once("close", done);
    });
  }

  /** Sends close frame 1000 with an empty reason. The connection ends when the client has responded, at most 10 s later. */
  close(): void {
    if (this.#gone.signal.aborted) return;
    const patience = setTimeout(() => this.#socket.destroy(), 10_000);
    this.#socket.once("close", () => clearTimeout(patience));
    this.#socket.once("data", () => this.#socket.end());
    this.#socket.write(Buffer.concat([frameHeader(0x88, 2), Buffer.from([0x03, 0xe8])]));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

function frameHeader(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 0x1_0000) {
    const header = Buffer.from([first, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
