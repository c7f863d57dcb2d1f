import { createServer } from "node:http";
import type { Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { ask, faultOf, textOf } from "./support/ask.ts";
import { onHead, tcpServer, watched } from "./support/tcp-server.ts";

const whole = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

test("reads reuse a connection, a write has a connection of its own", async () => {
  const server = await watched(createServer((_, response) => response.end("ok")));
  for (let i = 0; i < 5; i++) await textOf(await ask(server.port));
  expect(server.accepted()).toBe(1);
  await textOf(await ask(server.port, { method: "POST", body: new Uint8Array(3) }));
  expect(server.accepted()).toBe(2);
  for (let i = 0; i < 5; i++) await textOf(await ask(server.port));
  expect(server.accepted()).toBe(2);
});

test("nothing waits behind a long stream", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, (head) =>
      socket.write(head.startsWith("GET /long") ? "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello" : whole),
    ),
  );
  const ends = new AbortController();
  const long = await Promise.all(
    Array.from({ length: 40 }, () => ask(server.port, { path: "/long", signal: ends.signal })),
  );
  expect(long).toHaveLength(40);
  expect(await textOf(await ask(server.port))).toBe("ok");
  expect(await textOf(await ask(server.port))).toBe("ok");
  expect(server.accepted()).toBe(41);
  ends.abort();
  await vi.waitFor(() => expect(server.open.size).toBe(1), { timeout: 10_000 });
});

test("idle connections are few, and closed when they are not used", async () => {
  const server = await tcpServer((socket) => onHead(socket, () => socket.write(whole)));
  await Promise.all(Array.from({ length: 100 }, async () => textOf(await ask(server.port))));
  expect(server.accepted()).toBe(100);
  await vi.waitFor(() => expect(server.open.size).toBe(64), { timeout: 10_000 });
  await vi.waitFor(() => expect(server.open.size).toBe(0), { timeout: 20_000 });
});

test("a connection that the server closed while idle is not used again", async () => {
  const server = await tcpServer((socket) => onHead(socket, () => socket.end(whole)));
  for (let i = 1; i <= 5; i++) {
    expect(await textOf(await ask(server.port))).toBe("ok");
    await server.empty();
    expect(server.accepted()).toBe(i);
  }
});

test("a reset on a kept connection before any byte of the response is marked as such", async () => {
  const server = await tcpServer((socket) => {
    let answered = 0;
    onHead(socket, () => void (answered++ === 0 ? socket.write(whole) : socket.resetAndDestroy()));
  });
  await textOf(await ask(server.port));
  const fault = await faultOf(ask(server.port));
  expect([server.accepted(), fault.reason, fault.reusedConnection]).toEqual([1, "reset", true]);
  expect(await textOf(await ask(server.port))).toBe("ok");
});

test.each([
  { when: "on a fresh connection", first: "", second: (socket: Socket) => void socket.resetAndDestroy() },
  { when: "closed on a fresh connection", first: "", second: (socket: Socket) => void socket.end() },
  {
    when: "after the first bytes of a response on a kept connection",
    first: whole,
    second: (socket: Socket) => void socket.end("HTTP/1.1 2"),
  },
])("a lost connection is an ordinary reset: $when", async ({ first, second }) => {
  const server = await tcpServer((socket) => {
    let heads = first === "" ? 1 : 0;
    onHead(socket, () => (heads++ === 0 ? void socket.write(first) : second(socket)));
  });
  if (first !== "") await textOf(await ask(server.port));
  const fault = await faultOf(ask(server.port));
  expect([server.accepted(), fault.reason, fault.reusedConnection]).toEqual([1, "reset", undefined]);
  await server.empty();
});

test("unrequested bytes do not corrupt a later response", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () => void socket.write(`${whole}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`)),
  );
  expect(await textOf(await ask(server.port))).toBe("ok");
  expect(await textOf(await ask(server.port))).toBe("ok");
  expect(server.accepted()).toBe(2);
});

test("a connection that undici reopened for a kept one counts as fresh", async () => {
  const server = await tcpServer((socket, nth) =>
    onHead(socket, () => void (nth === 0 ? socket.write(`${whole}unasked`) : socket.resetAndDestroy())),
  );
  expect(await textOf(await ask(server.port))).toBe("ok");
  const fault = await faultOf(ask(server.port));
  expect([server.accepted(), fault.reason, fault.reusedConnection]).toEqual([2, "reset", undefined]);
});
