import { getEventListeners } from "node:events";
import type { AdapterResponse } from "@jobwire/core/adapter";
import { expect, test, vi } from "vitest";
import { ask, faultOf } from "./support/ask.ts";
import { activeSockets } from "./support/active-sockets.ts";
import { stuckListener } from "./support/stuck-listener.ts";
import { onHead, tcpServer } from "./support/tcp-server.ts";
import { nodeAdapter } from "../src/adapter.ts";

const begun = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
const reason = new Error("changed my mind");

test("a signal that fired before sends nothing", async () => {
  const server = await tcpServer(() => {});
  const fault = await faultOf(ask(server.port, { signal: AbortSignal.abort(reason) }));
  expect(fault).toMatchObject({ _tag: "AdapterFault", reason: "aborted", cause: reason });
  expect(server.accepted()).toBe(0);
});

test("abort while the name is looked up", async () => {
  const ends = new AbortController();
  const fault = faultOf(
    nodeAdapter.request({ url: "http://jobwire.invalid/", method: "GET", headers: {}, signal: ends.signal }),
  );
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted", cause: reason });
});

test("abort while connecting leaves no socket dialling", async () => {
  const stuck = await stuckListener();
  const before = activeSockets();
  const ends = new AbortController();
  const fault = faultOf(ask(stuck.port, { signal: ends.signal }));
  await vi.waitFor(() => expect(activeSockets()).toBeGreaterThan(before), { timeout: 10_000 });
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted", cause: reason });
  await vi.waitFor(() => expect(activeSockets()).toBe(before), { timeout: 10_000 });
});

test("abort during the TLS handshake", async () => {
  let greeted = (): void => {};
  const greeting = new Promise<void>((resolve) => (greeted = resolve));
  const server = await tcpServer((socket) => void socket.once("data", greeted));
  const ends = new AbortController();
  const fault = faultOf(ask(server.port, { url: `https://127.0.0.1:${server.port}/`, signal: ends.signal }));
  await greeting;
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted", cause: reason });
  await server.empty();
});

test.each(["GET", "POST"])("abort while waiting for the head of a %s", async (method) => {
  let arrived = (): void => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  const server = await tcpServer((socket) => onHead(socket, arrived));
  const ends = new AbortController();
  const fault = faultOf(ask(server.port, { method, signal: ends.signal }));
  await arrival;
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted", cause: reason });
  await server.empty();
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
});

test("abort while a large body is being sent", async () => {
  const server = await tcpServer((socket) => {
    socket.once("data", () => socket.pause());
  });
  const ends = new AbortController();
  const body = new Uint8Array(64 * 1024 * 1024);
  const fault = faultOf(ask(server.port, { method: "PUT", body, signal: ends.signal }));
  await vi.waitFor(() => expect([...server.open][0]?.isPaused()).toBe(true), { timeout: 10_000 });
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted" });
  for (const socket of server.open) socket.resume();
  await server.empty();
});

const streaming = async (): Promise<{
  response: AdapterResponse;
  ends: AbortController;
  empty: () => Promise<void>;
}> => {
  const server = await tcpServer((socket) => onHead(socket, () => socket.write(begun)));
  const ends = new AbortController();
  return { response: await ask(server.port, { signal: ends.signal }), ends, empty: server.empty };
};

test("abort while a pull waits", async () => {
  const { response, ends, empty } = await streaming();
  const body = response.body[Symbol.asyncIterator]();
  await body.next();
  const fault = faultOf(body.next());
  ends.abort(reason);
  expect(await fault).toMatchObject({ reason: "aborted", cause: reason });
  expect(await faultOf(body.next())).toMatchObject({ reason: "aborted" });
  await empty();
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
});

test("abort while nothing is pulled drops what waits", async () => {
  const { response, ends, empty } = await streaming();
  ends.abort(reason);
  await empty();
  expect(await faultOf(response.body[Symbol.asyncIterator]().next())).toMatchObject({ reason: "aborted" });
});

test("return() while a pull waits settles both and destroys the connection", async () => {
  const { response, ends, empty } = await streaming();
  const body = response.body[Symbol.asyncIterator]();
  await body.next();
  const pulled = body.next();
  expect(await body.return?.()).toEqual({ done: true, value: undefined });
  expect(await pulled).toEqual({ done: true, value: undefined });
  await empty();
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
  ends.abort(reason);
});

test("break destroys the connection", async () => {
  const { response, empty } = await streaming();
  for await (const chunk of response.body) {
    expect(Buffer.from(chunk).toString()).toBe("hello");
    break;
  }
  await empty();
});

test("abort after the whole body does nothing", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")),
  );
  const ends = new AbortController();
  const response = await ask(server.port, { signal: ends.signal });
  const body = response.body[Symbol.asyncIterator]();
  await body.next();
  expect((await body.next()).done).toBe(true);
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
  ends.abort();
  expect((await body.next()).done).toBe(true);
});
