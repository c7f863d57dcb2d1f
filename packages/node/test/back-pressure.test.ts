import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { ask } from "./support/ask.ts";
import { onHead, standstill, tcpServer } from "./support/tcp-server.ts";

const total = 96 * 1024 * 1024;
const block = Buffer.alloc(256 * 1024, "0123456789abcdef");

/** Writes as fast as the client reads. */
const pump = (socket: Socket, wrap: (block: Buffer) => Buffer, end: string): void => {
  let left = total;
  const go = (): void => {
    while (left > 0) {
      left -= block.length;
      if (!socket.write(wrap(block))) return void socket.once("drain", go);
    }
    socket.write(end);
  };
  go();
};

const shapes = [
  { shape: "content-length", head: `content-length: ${total}`, wrap: (data: Buffer) => data, end: "" },
  {
    shape: "chunked",
    head: "transfer-encoding: chunked",
    wrap: (data: Buffer) => Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]),
    end: "0\r\n\r\n",
  },
];

test.each(shapes)("what is not pulled is not read: $shape", async ({ head, wrap, end }) => {
  let connection: Socket | undefined;
  const server = await tcpServer((socket) => {
    connection = socket;
    onHead(socket, () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
      pump(socket, wrap, end);
    });
  });
  const sent = (): number => connection!.bytesWritten - connection!.writableLength;
  const body = (await ask(server.port)).body[Symbol.asyncIterator]();
  // The kernels' buffers on both sides, a few MiB on loopback, take what the adapter leaves.
  expect(await standstill(sent)).toBeLessThan(24 * 1024 * 1024);
  let read = 0;
  for (; read < 8 * 1024 * 1024; ) read += ((await body.next()).value as Uint8Array).byteLength;
  expect(await standstill(sent)).toBeLessThan(40 * 1024 * 1024);
  for (let pulled = await body.next(); pulled.done !== true; pulled = await body.next()) {
    // Each byte is looked at once: nothing was lost, doubled or moved at a pause.
    for (let at = 0; at < pulled.value.byteLength; at += 997) {
      if (pulled.value[at] !== block[(read + at) % 16]) throw new Error(`wrong byte at ${read + at}`);
    }
    read += pulled.value.byteLength;
  }
  expect(read).toBe(total);
});
