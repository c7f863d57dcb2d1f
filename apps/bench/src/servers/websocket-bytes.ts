import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A server's frame header without a mask; `first` has the FIN bit and the opcode. */
export const frameHeader = (first: number, length: number): Buffer => {
  if (length < 126) return Buffer.from([first, length]);
  if (length < 0x1_0000) return Buffer.from([first, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
};

/** A close frame with code 1000. */
const closeFrame: Buffer = Buffer.from([0x88, 2, 0x03, 0xe8]);

/** Accepts the upgrade, without compression. The peer's frames are read and discarded. */
export const acceptUpgrade = (request: IncomingMessage, socket: Duplex): void => {
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${GUID}`).digest("base64");
  socket.on("error", () => socket.destroy());
  socket.resume();
  socket.once("end", () => socket.destroy());
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\nDate: ${new Date().toUTCString()}\r\nServer: Python/3.11 aiohttp/3.14.5\r\n\r\n`,
  );
};

/** Sends close 1000, and ends the connection when the peer responds, at most 10 s later. */
export const closeSocket = (socket: Duplex): void => {
  const limit = setTimeout(() => socket.destroy(), 10_000);
  socket.once("close", () => clearTimeout(limit));
  socket.once("data", () => socket.end());
  socket.write(closeFrame);
};
