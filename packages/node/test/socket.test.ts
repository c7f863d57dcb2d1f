import { getEventListeners } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { deafServer, drain, frame, openSocket, switching, wsServer } from "./support/ws-server.ts";
import { onHead, tcpServer, watched } from "./support/tcp-server.ts";

test("the handshake carries the headers and offers no compression", async () => {
  let seen = "";
  const server = await tcpServer((socket) =>
    onHead(socket, (head) => {
      seen = head;
      socket.write(switching(head));
    }),
  );
  const socket = await openSocket(server.port, { path: "/logs/tail?x=1", headers: { authorization: "Bearer T" } });
  expect(seen).toMatch(/^GET \/logs\/tail\?x=1 HTTP\/1\.1\r\n/);
  expect(seen).toMatch(/\r\nauthorization: Bearer T(\r\n|$)/i);
  expect(seen).not.toMatch(/sec-websocket-extensions|origin|user-agent|sec-fetch/i);
  socket.destroy();
  await server.empty();
});

test("frames come in order: text with its byte order mark, bytes as bytes, empty ones too; then the server's close", async () => {
  const server = await wsServer((socket) => {
    socket.send("\uFEFFbegin\r\n");
    socket.send("");
    socket.send(new Uint8Array([0xff, 0x00]));
    for (let n = 0; n < 1_000; n++) socket.send(`line ${n} 한국어 🙂\n`);
    socket.close(4001, "Job failed");
  });
  const socket = await openSocket(server.port);
  const { frames, closed } = await drain(socket);
  expect(frames.slice(0, 2)).toEqual(["\uFEFFbegin\r\n", ""]);
  expect([...(frames[2] as Uint8Array)]).toEqual([0xff, 0x00]);
  expect(frames.slice(3)).toEqual(Array.from({ length: 1_000 }, (_, n) => `line ${n} 한국어 🙂\n`));
  expect(closed).toEqual({ type: "closed", code: 4001, reason: "Job failed" });
  expect(await socket.pull()).toEqual(closed);
  socket.destroy();
  expect(await socket.pull()).toEqual(closed);
  await server.empty();
});

test("frames that come in one packet with the handshake's answer are not lost, and come together", async () => {
  const text = (words: string): Buffer => frame(1, Buffer.from(words));
  const server = await tcpServer((socket) =>
    onHead(socket, (head) =>
      socket.write(Buffer.concat([Buffer.from(switching(head)), text("a"), text("b"), text("c")])),
    ),
  );
  const socket = await openSocket(server.port);
  expect(await socket.pull()).toEqual({ type: "frames", frames: ["a", "b", "c"] });
  const waiting = socket.pull();
  for (const connection of server.open) connection.write(Buffer.concat([text("d"), text("e")]));
  expect(await waiting).toEqual({ type: "frames", frames: ["d", "e"] });
  socket.destroy();
});

test("a message in fragments is one frame", async () => {
  const server = await deafServer((socket) => {
    socket.write(Buffer.from([0x01, 2, 0xed, 0x95])); // the first two bytes of 한
    socket.write(Buffer.from([0x80, 2, 0x9c, 0x21]));
  });
  const socket = await openSocket(server.port);
  expect(await socket.pull()).toEqual({ type: "frames", frames: ["한!"] });
  socket.destroy();
});

test.each([
  { end: "FIN", cut: (socket: Socket) => void socket.end() },
  { end: "reset", cut: (socket: Socket) => void socket.resetAndDestroy() },
])("a lost connection ($end) is code 1006, after the frames that came", async ({ cut }) => {
  let connection: Socket | undefined;
  const server = await deafServer((socket) => {
    connection = socket;
    socket.write(frame(1, Buffer.from("a")));
  });
  const socket = await openSocket(server.port);
  expect(await socket.pull()).toEqual({ type: "frames", frames: ["a"] });
  const next = socket.pull();
  connection!.write(frame(1, Buffer.from("whole")).subarray(0, 4));
  cut(connection!);
  expect(await next).toMatchObject({ type: "closed", code: 1006 });
  await server.empty();
});

test("a server that says close and then leaves the connection half open is left soon", {
  timeout: 20_000,
}, async () => {
  // By default `ws` would wait for it for 30 s.
  const server = await watched(
    createServer({ allowHalfOpen: true }, (socket) =>
      onHead(socket, (head) => {
        const close = frame(8, Buffer.from([0x03, 0xe8]));
        socket.write(Buffer.concat([Buffer.from(switching(head)), frame(1, Buffer.from("last")), close]));
      }),
    ),
  );
  const { frames, closed } = await drain(await openSocket(server.port));
  expect([frames, closed.code]).toEqual([["last"], 1000]);
});

test("a message over the limit ends the socket with 1009, also when the server is deaf", async () => {
  const server = await deafServer((socket) => {
    socket.write(frame(1, Buffer.alloc(1_000, "a")));
    socket.write(frame(1, Buffer.alloc(1_001, "b")));
    socket.write(frame(1, Buffer.from("c")));
  });
  const { frames, closed } = await drain(await openSocket(server.port, { maxMessageBytes: 1_000 }));
  expect([frames, closed.code]).toEqual([["a".repeat(1_000)], 1009]);
  await server.empty();
});

test("text that is not UTF-8 ends the socket with 1007, other nonsense with 1002", async () => {
  const server = await deafServer((socket, head) =>
    socket.write(head.startsWith("GET /text") ? frame(1, Buffer.from([0xff])) : Buffer.from([0xf1, 0])),
  );
  expect((await drain(await openSocket(server.port, { path: "/text" }))).closed.code).toBe(1007);
  expect((await drain(await openSocket(server.port, { path: "/bits" }))).closed.code).toBe(1002);
  await server.empty();
});

test("destroy ends a deaf server's connection at once, settles a waiting pull, and may be called twice", async () => {
  const server = await deafServer((socket) => {
    socket.write(frame(1, Buffer.from("a")));
  });
  const ends = new AbortController();
  const socket = await openSocket(server.port, { signal: ends.signal });
  await socket.pull();
  const next = socket.pull();
  socket.destroy();
  socket.destroy();
  expect(await next).toMatchObject({ type: "closed", code: 1006 });
  expect(await socket.pull()).toEqual(await next);
  await server.empty();
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
});

test("abort does as destroy does", async () => {
  const server = await deafServer(() => {});
  const ends = new AbortController();
  const socket = await openSocket(server.port, { signal: ends.signal });
  const next = socket.pull();
  ends.abort();
  expect(await next).toMatchObject({ type: "closed", code: 1006 });
  await server.empty();
});

test("two pulls at once are refused, and the first is not harmed", async () => {
  let connection: Socket | undefined;
  const server = await deafServer((socket) => {
    connection = socket;
  });
  const socket = await openSocket(server.port);
  const first = socket.pull();
  await expect(socket.pull()).rejects.toThrow(/once at a time/);
  connection!.write(frame(1, Buffer.from("a")));
  expect(await first).toEqual({ type: "frames", frames: ["a"] });
  socket.destroy();
});

test("a ping is answered", async () => {
  const pongs: Array<string> = [];
  const server = await wsServer((socket) => {
    socket.on("pong", (data) => pongs.push(data.toString()));
    socket.ping("there?");
  });
  const socket = await openSocket(server.port);
  await vi.waitFor(() => expect(pongs).toEqual(["there?"]), { timeout: 10_000 });
  socket.destroy();
});
