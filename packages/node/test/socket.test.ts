import { getEventListeners } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { unresponsiveServer, drain, frame, openSocket, switching } from "./support/ws-server.ts";
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

test("frames in one packet with the handshake response are not lost, and arrive together", async () => {
  const text = (words: string): Buffer => frame(1, Buffer.from(words));
  const server = await tcpServer((socket) =>
    onHead(socket, (head) =>
      socket.write(Buffer.concat([Buffer.from(switching(head)), text("a"), text("b"), text("c")])),
    ),
  );
  const socket = await openSocket(server.port);
  expect(await socket.pull()).toEqual({ type: "encoded", frames: ["a", "b", "c"].map((text) => Buffer.from(text)) });
  const waiting = socket.pull();
  for (const connection of server.open) connection.write(Buffer.concat([text("d"), text("e")]));
  expect(await waiting).toEqual({ type: "encoded", frames: ["d", "e"].map((text) => Buffer.from(text)) });
  socket.destroy();
});

test("the client soon ends the connection to a server that sends a close frame and leaves it half open", {
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

test("text that is not UTF-8 ends the socket with 1007, other protocol errors with 1002", async () => {
  const server = await unresponsiveServer((socket, head) =>
    socket.write(head.startsWith("GET /text") ? frame(1, Buffer.from([0xff])) : Buffer.from([0xf1, 0])),
  );
  expect((await drain(await openSocket(server.port, { path: "/text" }))).closed.code).toBe(1007);
  expect((await drain(await openSocket(server.port, { path: "/bits" }))).closed.code).toBe(1002);
  await server.empty();
});

test("destroy ends the connection at once even if the server ignores it, settles a pending pull, and can be called twice", async () => {
  const server = await unresponsiveServer((socket) => {
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

test("two pulls at once are refused, and the first still works", async () => {
  let connection: Socket | undefined;
  const server = await unresponsiveServer((socket) => {
    connection = socket;
  });
  const socket = await openSocket(server.port);
  const first = socket.pull();
  await expect(socket.pull()).rejects.toThrow(/one pull/);
  connection!.write(frame(1, Buffer.from("a")));
  expect(await first).toEqual({ type: "encoded", frames: [Buffer.from("a")] });
  socket.destroy();
});
