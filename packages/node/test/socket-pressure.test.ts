import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { standstill } from "./support/tcp-server.ts";
import { unresponsiveServer, drain, frame, openSocket } from "./support/ws-server.ts";

/** Writes `count` blocks as fast as the client reads, then a close frame. */
const pump = (socket: Socket, block: (n: number) => Buffer, count: number): void => {
  let n = 0;
  const go = (): void => {
    while (n < count) if (!socket.write(block(n++))) return void socket.once("drain", go);
    socket.end(frame(8, Buffer.from([0x03, 0xe8])));
  };
  go();
};

test("one pull never returns much more than the high-water mark", async () => {
  const server = await unresponsiveServer((socket) => pump(socket, () => frame(1, Buffer.alloc(1_000, "x")), 20_000));
  const socket = await openSocket(server.port, { highWaterBytes: () => 10_000 });
  let frames = 0;
  for (;;) {
    const pulled = await socket.pull();
    if (pulled.type === "closed") break;
    // Finishes a packet of 64 KiB that was already read.
    expect(pulled.frames.length).toBeLessThan(10 + 70);
    frames += pulled.frames.length;
  }
  expect(frames).toBe(20_000);
});

test("empty frames pause too", async () => {
  const block = Buffer.concat(Array.from({ length: 32_768 }, () => Buffer.from([0x81, 0])));
  let connection: Socket | undefined;
  const server = await unresponsiveServer((socket) => {
    connection = socket;
    pump(socket, () => block, 512);
  });
  const socket = await openSocket(server.port);
  const sent = (): number => connection!.bytesWritten - connection!.writableLength;
  expect(await standstill(sent)).toBeLessThan(24 * 1024 * 1024);
  socket.destroy();
  await server.empty();
});

test("a connection that ends while reading is paused returns its frames first", async () => {
  const server = await unresponsiveServer((socket) => {
    for (let n = 0; n < 40; n++) socket.write(frame(1, Buffer.alloc(10_000, String.fromCharCode(48 + n))));
    socket.end();
  });
  const socket = await openSocket(server.port, { highWaterBytes: () => 20_000 });
  const { frames, closed } = await drain(socket);
  expect(frames.map((text) => (text as string)[0]).join("")).toBe(
    String.fromCharCode(...Array.from({ length: 40 }, (_, n) => 48 + n)),
  );
  expect(closed.code).toBe(1006);
});
