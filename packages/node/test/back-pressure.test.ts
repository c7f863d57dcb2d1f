import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { ask } from "./support/ask.ts";
import { onHead, standstill, tcpServer } from "./support/tcp-server.ts";

const total = 96 * 1024 * 1024;
const block = Buffer.alloc(256 * 1024, "0123456789abcdef");

/** Writes as fast as the client reads. */
const pump = (socket: Socket): void => {
  let left = total;
  const go = (): void => {
    while (left > 0) {
      left -= block.length;
      if (!socket.write(block)) return void socket.once("drain", go);
    }
  };
  go();
};

// The contract has the same case for a chunked body.
test("unpulled bytes of a body with a length are not read", async () => {
  let connection: Socket | undefined;
  const server = await tcpServer((socket) => {
    connection = socket;
    onHead(socket, () => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
      pump(socket);
    });
  });
  const sent = (): number => connection!.bytesWritten - connection!.writableLength;
  const body = (await ask(server.port)).body[Symbol.asyncIterator]();
  // The kernels' buffers on both sides, a few MiB on loopback, take the bytes that the adapter leaves.
  expect(await standstill(sent)).toBeLessThan(24 * 1024 * 1024);
  let read = 0;
  for (; read < 8 * 1024 * 1024; ) read += ((await body.next()).value as Uint8Array).byteLength;
  expect(await standstill(sent)).toBeLessThan(40 * 1024 * 1024);
  for (let pulled = await body.next(); pulled.done !== true; pulled = await body.next()) {
    // Checks each byte once: a pause lost, repeated or moved none.
    for (let at = 0; at < pulled.value.byteLength; at += 997) {
      if (pulled.value[at] !== block[(read + at) % 16]) throw new Error(`wrong byte at ${read + at}`);
    }
    read += pulled.value.byteLength;
  }
  expect(read).toBe(total);
});
