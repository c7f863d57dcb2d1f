import { Buffer } from "node:buffer";
import { expect, test, vi } from "vitest";
import { hardLog } from "../streams/hard-log.ts";
import { noRate, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 120_000 });

const stallMs = 300;
const pieceLimit = 64 * 1024;

/** The text and the last offset of server-sent events. */
const readEvents = (events: string): { readonly text: string; readonly next: string | undefined } => {
  let text = "";
  let next: string | undefined;
  for (const event of events.split("\n\n")) {
    const lines = event.split("\n");
    const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).replace(/^ /, ""));
    if (lines.includes("event: data")) text += data.join("\n");
    if (lines.includes("event: control"))
      next = (JSON.parse(data.join("\n")) as { streamNextOffset: string }).streamNextOffset;
  }
  return { text, next };
};

test("a viewer that stops reading is dropped, holds little, and its offset still works", async () => {
  const log = Buffer.from(hardLog(3_000_000, 31));
  const { send, log: path } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { viewers: 1 }, times: { stallMs } },
    { log, status: "RUNNING" },
  );
  const response = await send(`${path}?offset=-1&live=sse`);
  const reader = response.body?.getReader();
  const first = Buffer.from((await reader?.read())?.value ?? []);
  // It is the one viewer that fits. It reads no more, so its place is free soon.
  expect((await send(`${path}?offset=-1&live=sse`)).status).toBe(503);
  await vi.waitFor(
    async () => {
      const next = await send(`${path}?offset=-1&live=long-poll`);
      expect(next.status).toBe(200);
      await next.body?.cancel();
    },
    { timeout: 60_000, interval: 50 },
  );
  // What it may still read is at most one piece; then the stream has an error, and no end that looks regular.
  const rest: Array<Uint8Array> = [];
  await expect(
    (async () => {
      for (;;) {
        const part = await reader?.read();
        if (part === undefined || part.done) return;
        rest.push(part.value);
      }
    })(),
  ).rejects.toThrow();
  expect(Buffer.concat(rest).length).toBeLessThanOrEqual(2 * pieceLimit);
  const { text, next } = readEvents(Buffer.concat([first, ...rest]).toString());
  expect(Number(next)).toBe(Buffer.byteLength(text));
  expect(log.toString().startsWith(text)).toBe(true);
  let at = next ?? "";
  const bodies: Array<Uint8Array> = [Buffer.from(text)];
  for (;;) {
    const more = await send(`${path}?offset=${at}`);
    bodies.push(new Uint8Array(await more.arrayBuffer()));
    at = more.headers.get("stream-next-offset") ?? "";
    if (more.headers.has("stream-up-to-date")) break;
  }
  expect(Buffer.concat(bodies).equals(log)).toBe(true);
});

test.each(["live=sse", "live=long-poll", "download=1"])(
  "a viewer with %s that never reads its response is dropped",
  async (query) => {
    const { send, log: path } = await startAttackedGateway(
      { allowAnonymous: "read", rate: noRate, limits: { viewers: 1 }, times: { stallMs } },
      { log: hardLog(500_000, 32) },
    );
    const unread = await send(`${path}?${query.startsWith("live") ? "offset=-1&" : ""}${query}`);
    expect(unread.status).toBe(200);
    await vi.waitFor(
      async () => {
        const next = await send(`${path}?offset=now&live=sse`);
        await next.body?.cancel();
        expect(next.status).toBe(200);
      },
      { timeout: 60_000, interval: 50 },
    );
  },
);

test("a viewer that stops after a sign of life is dropped, too", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  try {
    const { send, log: path } = await startAttackedGateway(
      { allowAnonymous: "read", rate: noRate, limits: { viewers: 1 }, times: { stallMs, sseMs: 600_000 } },
      { log: "hello\n" },
    );
    const until = async <A>(work: Promise<A>): Promise<A> => {
      let done = false;
      void work.finally(() => {
        done = true;
      });
      while (!done) {
        await vi.advanceTimersByTimeAsync(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return work;
    };
    const response = await until(send(`${path}?offset=-1&live=sse`));
    const reader = response.body?.getReader();
    for (;;) {
      const part = await until(reader?.read() ?? Promise.reject(new Error("no body")));
      if (part.done) throw new Error("the response ended");
      // A comment: nothing happened for a while. After it this viewer reads no more.
      if (Buffer.from(part.value).toString().startsWith(":")) break;
    }
    await vi.advanceTimersByTimeAsync(stallMs * 10);
    const next = await until(send(`${path}?offset=now&live=sse`));
    expect(next.status).toBe(200);
    await next.body?.cancel();
  } finally {
    vi.useRealTimers();
  }
});

test("a viewer that reads nothing costs the others nothing", async () => {
  const {
    head,
    send,
    log: path,
  } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate, times: { stallMs: 60_000 } });
  const idle = await send(`${path}?offset=-1&live=sse`);
  let at = "-1";
  let text = "";
  const lines = hardLog(400_000, 33);
  head.append(lines);
  head.setStatus("SUCCEEDED");
  for (;;) {
    const part = await send(`${path}?offset=${at}&live=long-poll`);
    text += await part.text();
    at = part.headers.get("stream-next-offset") ?? "";
    if (part.headers.has("stream-closed")) break;
  }
  expect(text).toBe(lines);
  await idle.body?.cancel();
});

test("a thousand viewers of a large body that read nothing hold no more than a piece each, and are dropped", async () => {
  const log = hardLog(1_000_000, 34);
  const { send, log: path } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { viewers: 1_000 }, times: { stallMs: 3_000 } },
    { log, status: "SUCCEEDED" },
  );
  await (await send(path)).text();
  const before = process.memoryUsage().arrayBuffers;
  const responses: Array<Response> = [];
  for (let viewer = 0; viewer < 1_000; viewer++) responses.push(await send(path));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  // The bodies together are a gigabyte.
  await vi.waitFor(() => expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(128 * 1024 * 1024), {
    timeout: 30_000,
  });
  await vi.waitFor(async () => expect((await send(`${path}?offset=now&live=long-poll`)).status).toBe(204), {
    timeout: 60_000,
  });
});
