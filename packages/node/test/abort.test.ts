import { expect, test, vi } from "vitest";
import { ask, faultOf } from "./support/ask.ts";
import { activeSockets } from "./support/active-sockets.ts";
import { stuckListener } from "./support/stuck-listener.ts";
import { tcpServer } from "./support/tcp-server.ts";
import { nodeAdapter } from "../src/adapter.ts";

const reason = new Error("changed my mind");

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
