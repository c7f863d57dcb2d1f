import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { hardLog } from "../streams/hard-log.ts";
import { noRate, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 240_000 });

const mib = 1024 * 1024;
const offsetOf = (bytes: number): string => String(bytes).padStart(16, "0");

/** The first byte of a character at or after an index. */
const characterAt = (log: Buffer, index: number): number => {
  let at = Math.min(index, log.length);
  while (at < log.length && ((log[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
};

test("reads anywhere in a log that is larger than the spool are the log's bytes", async () => {
  const log = Buffer.from(hardLog(20 * mib, 41));
  const {
    head,
    gateway,
    send,
    log: path,
  } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { spoolBytes: 9 * mib, chunkBytes: 256 * 1024 } },
    { log, status: "SUCCEEDED" },
  );
  // To the end once, so that the spool had all of it and lost most of it.
  let end = await send(path, { method: "HEAD" });
  while (!end.headers.has("stream-closed")) end = await send(path, { method: "HEAD" });
  expect(Number(end.headers.get("stream-next-offset"))).toBe(log.length);
  const looks = head.requestsTo("job").length;
  const files = head.requestsTo("file").length;
  let reads = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(log.length), { minLength: 1, maxLength: 6 }), async (indexes) => {
      // Together, so that readers of evicted parts meet.
      await Promise.all(
        indexes.map(async (index) => {
          const at = characterAt(log, index);
          reads += 1;
          const response = await send(`${path}?offset=${offsetOf(at)}`);
          expect(response.status).toBe(200);
          const body = Buffer.from(await response.arrayBuffer());
          const next = Number(response.headers.get("stream-next-offset"));
          expect(next).toBe(at + body.length);
          expect(body.length > 0 || at === log.length).toBe(true);
          expect(body.equals(log.subarray(at, next)), `the bytes from ${at} to ${next}`).toBe(true);
          expect(next).toBe(characterAt(log, next));
          expect(response.headers.has("stream-closed")).toBe(next === log.length);
        }),
      );
    }),
    { numRuns: 30 },
  );
  // An evicted part is read again once for all who want it then: one look at the job each, and a search for the part in Ray's file,
  // which has no offsets.
  const rereads = head.requestsTo("job").length - looks;
  expect(rereads).toBeGreaterThan(0);
  expect(rereads).toBeLessThan(reads);
  expect(head.requestsTo("file").length - files).toBeLessThan(rereads * 30);
  await gateway.close();
});

test("a viewer from the start of a growing log gets all of it from a spool that holds a part", async () => {
  const log = Buffer.from(hardLog(12 * mib, 42));
  const {
    head,
    send,
    log: path,
  } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate, limits: { spoolBytes: 5 * mib } });
  const half = log.lastIndexOf(0x0a, log.length / 2) + 1;
  head.append(log.subarray(0, half));
  await vi.waitFor(
    async () => expect(Number((await send(path, { method: "HEAD" })).headers.get("stream-next-offset"))).toBe(half),
    { timeout: 60_000 },
  );
  const bodies: Array<Buffer> = [];
  let at = "-1";
  let printed = half;
  for (;;) {
    const response = await send(`${path}?offset=${at}&live=long-poll`);
    bodies.push(Buffer.from(await response.arrayBuffer()));
    at = response.headers.get("stream-next-offset") ?? "";
    if (response.headers.has("stream-closed")) break;
    if (printed === log.length) continue;
    const next = printed + 700_000 >= log.length ? log.length : log.lastIndexOf(0x0a, printed + 700_000) + 1;
    head.append(log.subarray(printed, next));
    printed = next;
    if (printed === log.length) head.setStatus("SUCCEEDED");
  }
  expect(Buffer.concat(bodies).equals(log)).toBe(true);
});
