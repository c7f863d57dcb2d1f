import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import type { AdapterSocket, SocketClosed, SocketRequest } from "@jobwire/core/adapter";
import { nodeAdapter } from "../../src/adapter.ts";
import { onHead, type TcpServer, tcpServer } from "./tcp-server.ts";

/** The response that opens a WebSocket. */
export const switching = (head: string, extra = ""): string => {
  const key = /sec-websocket-key: (.*)/i.exec(head)?.[1]?.trim() ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n${extra}\r\n`;
};

/** An unmasked frame, as a server sends it. */
export const frame = (opcode: number, payload: Uint8Array): Buffer => {
  const { length } = payload;
  const header =
    length < 126
      ? Buffer.from([0x80 | opcode, length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0]), uint32(length)]);
  return Buffer.concat([header, payload]);
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A server that opens the socket and never reads again: no pong, no answer to a close frame, as a Ray dashboard. */
export const unresponsiveServer = (script: (socket: Socket, head: string) => void): Promise<TcpServer> =>
  tcpServer((socket) =>
    onHead(socket, (head) => {
      socket.write(switching(head));
      script(socket, head);
    }),
  );

/** Opens a socket with the adapter under test. */
export const openSocket = (
  port: number,
  request: Partial<SocketRequest> & { readonly path?: string } = {},
): Promise<AdapterSocket> => {
  const { path = "/", ...rest } = request;
  return nodeAdapter.openSocket!({
    url: `ws://127.0.0.1:${port}${path}`,
    headers: {},
    maxMessageBytes: 128 * 1024 * 1024,
    highWaterBytes: () => 256 * 1024,
    signal: new AbortController().signal,
    ...rest,
  });
};

/** Reads all frames, and the end. */
export const drain = async (
  socket: AdapterSocket,
): Promise<{ frames: ReadonlyArray<string | Uint8Array>; closed: SocketClosed }> => {
  const frames: Array<string | Uint8Array> = [];
  for (;;) {
    const pulled = await socket.pull();
    if (pulled.type === "closed") return { frames, closed: pulled };
    if (pulled.frames.length === 0) throw new Error("an empty pull");
    if (pulled.type === "frames") frames.push(...pulled.frames);
    else for (const frame of pulled.frames) frames.push(Buffer.from(frame).toString("utf8"));
  }
};
