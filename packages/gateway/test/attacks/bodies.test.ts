import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { listen } from "../streams/listen.ts";
import { jobId, noRate, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 120_000 });

const mib = 1024 * 1024;
const gib = 1024 * mib;
const json = { "content-type": "application/json" };

/** A body of 1 GiB that counts what is taken of it. */
const hugeBody = (): {
  readonly body: ReadableStream<Uint8Array>;
  readonly taken: () => number;
  readonly cancelled: () => boolean;
} => {
  let taken = 0;
  let cancelled = false;
  const piece = new Uint8Array(64 * 1024).fill(0x20);
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken >= gib) return controller.close();
        taken += piece.length;
        controller.enqueue(piece);
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken, cancelled: () => cancelled };
};

const streamed = (body: ReadableStream<Uint8Array>, headers: Record<string, string> = json): RequestInit =>
  ({ method: "POST", headers, body, duplex: "half" }) as RequestInit;

test("a streamed body of 1 GiB is refused after its first MiB", async () => {
  const { head, send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const { body, taken, cancelled } = hugeBody();
  const response = await send("/v1/systems/ray/jobs", streamed(body));
  expect(response.status).toBe(413);
  expect(taken()).toBeLessThanOrEqual(mib + 128 * 1024);
  expect(cancelled()).toBe(true);
  expect(head.server.requests).toEqual([]);
});

test("a body whose length is announced is refused unread", async () => {
  const { send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const { body, taken } = hugeBody();
  const response = await send("/v1/systems/ray/jobs", streamed(body, { ...json, "content-length": String(gib) }));
  expect(response.status).toBe(413);
  expect(taken()).toBeLessThanOrEqual(64 * 1024);
});

test("nobody without permission makes the gateway read a body", async () => {
  const { send } = await startAttackedGateway({ authorize: () => false, rate: noRate });
  const { body, taken } = hugeBody();
  const response = await send("/v1/systems/ray/jobs", streamed(body));
  expect(response.status).toBe(403);
  expect(taken()).toBeLessThanOrEqual(64 * 1024);
});

test("the limit is the configured one, and counts bytes", async () => {
  const { send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate, limits: { bodyBytes: 200 } });
  const submit = (name: string): Promise<Response> =>
    send("/v1/systems/ray/jobs", { method: "POST", headers: json, body: JSON.stringify({ entrypoint: name }) });
  const around = JSON.stringify({ entrypoint: "" }).length;
  expect((await submit("e".repeat(200 - around))).status).toBe(201);
  expect((await submit("e".repeat(201 - around))).status).toBe(413);
  expect((await submit("ä".repeat(100))).status).toBe(413);
});

test("a write that needs no body does not take a huge one either", async () => {
  const { head, send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const { body, taken } = hugeBody();
  const response = await send(`/v1/systems/ray/jobs/${jobId}/stop`, streamed(body));
  expect(response.status).toBe(413);
  expect(taken()).toBeLessThanOrEqual(mib + 128 * 1024);
  expect(head.requestsTo("stop")).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["not an object", "[]"],
  ["null", "null"],
  ["a field that does not exist", '{"entrypoint":"true","owner":"root"}'],
  ["a wrong type", '{"entrypoint":["true"]}'],
  ["a prototype", '{"entrypoint":"true","__proto__":{"admin":true}}'],
  ["deep nesting", `{"entrypoint":"true","runtimeEnv":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
  ["bytes that are not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])],
])("a body with %s is a 400 and reaches no system", async (_, body) => {
  const { head, send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const response = await send("/v1/systems/ray/jobs", { method: "POST", headers: json, body });
  expect(response.status).toBe(400);
  expect(head.requestsTo("submit")).toEqual([]);
});

test("over a connection, a sender of 1 GiB is answered before it sent much, and the memory stays", async () => {
  const { gateway } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const server = await listen(gateway.fetch);
  onTestFinished(server.close);
  const before = process.memoryUsage().rss;
  const socket = connect(server.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const head = [
    "POST /v1/systems/ray/jobs HTTP/1.1",
    `Host: 127.0.0.1:${server.port}`,
    "Content-Type: application/json",
    "Transfer-Encoding: chunked",
    "",
    "",
  ];
  socket.write(head.join("\r\n"));
  const piece = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  let answer = "";
  let open = true;
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    answer += text;
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    open = false;
  });
  while (open && answer === "" && sent < gib) {
    socket.write(`${piece.length.toString(16)}\r\n`);
    socket.write(piece);
    const flowing = socket.write("\r\n");
    sent += piece.length;
    await new Promise((resolve) =>
      flowing ? setImmediate(resolve) : socket.once("drain", resolve).once("close", resolve),
    );
  }
  await vi.waitFor(() => expect(answer).toMatch(/^HTTP\/1\.1 413 /), { timeout: 30_000 });
  expect(sent).toBeLessThan(64 * mib);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * mib);
});
