import { getEventListeners } from "node:events";
import { createServer } from "node:http";
import { expect, test, vi } from "vitest";
import { faultOf } from "./support/ask.ts";
import { stuckListener } from "./support/stuck-listener.ts";
import { onHead, tcpServer, watched } from "./support/tcp-server.ts";
import { openSocket, switching } from "./support/ws-server.ts";

test("a 401 response is reported whole", async () => {
  const server = await watched(
    createServer((_, response) =>
      response.writeHead(401, { "x-a": ["1", "2"] }).end("Unauthorized: Missing authentication token"),
    ),
  );
  const fault = await faultOf(openSocket(server.port, { headers: { authorization: "Bearer hush-hush" } }));
  expect(fault).toMatchObject({
    _tag: "AdapterFault",
    reason: "handshake",
    response: { status: 401, body: "Unauthorized: Missing authentication token" },
  });
  expect(fault.response?.headers["x-a"]).toBe("1, 2");
  expect(fault.message).toContain("401");
  expect(fault.message).not.toContain("hush");
  await server.empty();
});

test("keeps the first 64 KiB of a large body, and what arrived of a cut one", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, (head) => {
      if (head.startsWith("GET /large")) {
        socket.write(`HTTP/1.1 500 No\r\ncontent-length: 9999999\r\n\r\n${"x".repeat(1_000_000)}`);
      } else {
        socket.end("HTTP/1.1 404 No\r\ncontent-length: 100\r\n\r\nJob nope does not exist");
      }
    }),
  );
  const large = await faultOf(openSocket(server.port, { path: "/large" }));
  expect(large.response).toMatchObject({ status: 500, body: "x".repeat(65_536) });
  const cut = await faultOf(openSocket(server.port, { path: "/cut" }));
  expect(cut.response?.status).toBe(404);
  expect(cut.response?.body).toMatch(/^Job nope does not exist/);
  await server.empty();
});

test.each([
  { nonsense: "a wrong accept key", answer: () => switching("") },
  {
    nonsense: "an extension that was not offered",
    answer: (head: string) => switching(head, "sec-websocket-extensions: permessage-deflate\r\n"),
  },
  { nonsense: "a response that is not HTTP", answer: () => "SSH-2.0-OpenSSH_9.2\r\n\r\n" },
])("an invalid handshake: $nonsense", async ({ answer }) => {
  const server = await tcpServer((socket) => onHead(socket, (head) => socket.write(answer(head))));
  const fault = await faultOf(openSocket(server.port));
  expect([fault._tag, fault.reason, fault.response]).toEqual(["AdapterFault", "handshake", undefined]);
  await server.empty();
});

test("nothing listens; the connection is lost; the address is not a URL; a header is invalid", async () => {
  const gone = await tcpServer((socket) => onHead(socket, () => void socket.resetAndDestroy()));
  expect((await faultOf(openSocket(gone.port))).reason).toBe("reset");
  expect((await faultOf(openSocket(1))).reason).toBe("refused");
  expect((await faultOf(openSocket(1, { url: "ws://jobwire.invalid/" }))).reason).toBe("unresolved");
  expect((await faultOf(openSocket(1, { url: "nonsense" }))).reason).toBe("blocked");
  const blocked = await faultOf(openSocket(gone.port, { headers: { authorization: "hush\r\nhush" } }));
  expect(blocked.reason).toBe("blocked");
  expect(blocked.message).not.toContain("hush");
});

test("abort before, while connecting, and while waiting for the response", async () => {
  const reason = new Error("changed my mind");
  const fired = await faultOf(openSocket(1, { signal: AbortSignal.abort(reason) }));
  expect(fired).toMatchObject({ reason: "aborted", cause: reason });

  const stuck = await stuckListener();
  const dialling = new AbortController();
  const connecting = faultOf(openSocket(stuck.port, { signal: dialling.signal }));
  setImmediate(() => dialling.abort(reason));
  expect(await connecting).toMatchObject({ reason: "aborted", cause: reason });

  let arrived = (): void => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const server = await tcpServer((socket) => onHead(socket, arrived));
  const ends = new AbortController();
  const waiting = faultOf(openSocket(server.port, { signal: ends.signal }));
  await arrival;
  ends.abort(reason);
  expect(await waiting).toMatchObject({ reason: "aborted", cause: reason });
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
  await server.empty();
});

test("abort while waiting for the body of a refusal", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () => socket.write("HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\nnot all")),
  );
  const ends = new AbortController();
  const fault = faultOf(openSocket(server.port, { signal: ends.signal }));
  await vi.waitFor(() => expect([...server.open][0]?.bytesWritten).toBeGreaterThan(0), { timeout: 10_000 });
  ends.abort();
  expect((await fault).reason).toBe("aborted");
  await server.empty();
});
