import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { activeSockets } from "./support/active-sockets.ts";
import { ask, faultOf, textOf } from "./support/ask.ts";
import { onHead, tcpServer } from "./support/tcp-server.ts";

const begun = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";

test("a hundred requests aborted at every phase leave nothing behind", async () => {
  let heads = 0;
  const server = await tcpServer((socket) => {
    onHead(socket, (head) => {
      heads++;
      if (head.startsWith("GET /body")) socket.write(begun);
    });
  });
  const before = activeSockets();
  const ends = new AbortController();
  let answers = 0;
  const faults = Array.from({ length: 100 }, async (_, n) => {
    if (n % 4 === 0) {
      const now = new AbortController();
      const fault = faultOf(ask(server.port, { signal: now.signal }));
      now.abort();
      return fault;
    }
    if (n % 4 === 1) return faultOf(ask(server.port, { signal: ends.signal }));
    const response = await ask(server.port, { path: "/body", signal: ends.signal });
    answers++;
    if (n % 4 === 2) return faultOf(textOf(response));
    await vi.waitFor(() => expect(ends.signal.aborted).toBe(true), { timeout: 30_000 });
    return faultOf(response.body[Symbol.asyncIterator]().next());
  });
  await vi.waitFor(() => expect([heads, answers]).toEqual([75, 50]), { timeout: 30_000 });
  ends.abort();
  for (const fault of await Promise.all(faults)) expect(fault).toMatchObject({ reason: "aborted" });
  await server.empty();
  expect(getEventListeners(ends.signal, "abort")).toHaveLength(0);
  await vi.waitFor(() => expect(activeSockets()).toBe(before), { timeout: 10_000 });
});
