/** What the server under the gateway promises: back-pressure, ends of readers, cuts that stay cuts, and bounded connections. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { boundConnections } from "../../src/gateway/bound-connections.ts";
import { listen } from "../../src/gateway/listen.ts";

const start = async (handler: (request: Request) => Promise<Response>): Promise<string> => {
  const server = await listen(handler, "127.0.0.1", 0);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
};

const open = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
};

test("a client that reads nothing gets a bounded part of the stream, and the stream ends when it leaves", async () => {
  let pulled = 0;
  let cancelled = false;
  let aborted = false;
  const url = await start(async (request) => {
    request.signal.addEventListener("abort", () => (aborted = true));
    return new Response(
      new ReadableStream(
        {
          pull: (controller) => {
            pulled += 65_536;
            controller.enqueue(new Uint8Array(65_536));
          },
          cancel: () => void (cancelled = true),
        },
        { highWaterMark: 0 },
      ),
    );
  });
  const socket = await open(url);
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  let before = -1;
  // No more pulls within a second: the buffers of both ends are full.
  await expect
    .poll(
      () => {
        const isStill = pulled > 0 && pulled === before;
        before = pulled;
        return isStill;
      },
      { interval: 1000, timeout: 60_000 },
    )
    .toBe(true);
  expect(pulled).toBeLessThan(32 * 1024 * 1024);
  socket.destroy();
  await expect.poll(() => [cancelled, aborted], { timeout: 30_000 }).toEqual([true, true]);
});

test("a stream that fails is cut, and never looks complete", async () => {
  let pulls = 0;
  const url = await start(
    async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            pulls += 1;
            if (pulls === 1) controller.enqueue(new TextEncoder().encode("one\n"));
            else controller.error(new Error("dropped"));
          },
        }),
      ),
  );
  const read = async (): Promise<string> => (await fetch(url)).text();
  await expect(read()).rejects.toThrow();
});

test("a stream that fails while its client reads nothing is cut", async () => {
  let fail: ((error: Error) => void) | undefined;
  const url = await start(
    async () =>
      new Response(
        new ReadableStream({
          start: (controller) => void (fail = (error) => controller.error(error)),
          pull: (controller) => controller.enqueue(new Uint8Array(1_048_576)),
        }),
      ),
  );
  const socket = await open(url);
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await expect.poll(() => fail !== undefined && socket.bytesRead > 0, { timeout: 30_000 }).toBe(true);
  fail?.(new Error("it took nothing for too long"));
  socket.resume();
  await once(socket, "close");
});

test("HEAD has the headers and no body, and cancels the stream", async () => {
  let cancelled = false;
  const url = await start(
    async () =>
      new Response(new ReadableStream({ cancel: () => void (cancelled = true) }), { headers: { "x-end": "7" } }),
  );
  const response = await fetch(url, { method: "HEAD" });
  expect(response.headers.get("x-end")).toBe("7");
  expect(await response.text()).toBe("");
  expect(cancelled).toBe(true);
});

test("a handler that throws answers 500 without the reason", async () => {
  const url = await start(() => Promise.reject(new Error("s3cret")));
  const response = await fetch(url);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("s3cret");
});

test("connections without a request do not keep out those with one; the longest idle one ends first", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/wait") response.write("x");
    else response.end("served");
  });
  boundConnections(server, 10);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const busy = await open(url);
  busy.write("GET /wait HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await once(busy, "data");
  const idle: Array<Socket> = [];
  for (let count = 0; count < 30; count += 1) idle.push(await open(url));
  expect(await (await fetch(url, { headers: { connection: "close" } })).text()).toBe("served");
  await expect
    .poll(() => idle.filter((socket) => !socket.destroyed && !socket.readableEnded).length, { timeout: 30_000 })
    .toBeLessThan(10);
  expect(idle[0]?.readableEnded).toBe(true);
  expect(idle.at(-1)?.destroyed).toBe(false);
  expect(busy.destroyed).toBe(false);
});

test("when all connections serve requests, a new one ends", async () => {
  const server = createServer((_request, response) => void response.write("x"));
  boundConnections(server, 2);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  for (let count = 0; count < 2; count += 1) {
    const busy = await open(url);
    busy.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await once(busy, "data");
  }
  const late = await open(url);
  late.resume();
  await once(late, "close");
});
