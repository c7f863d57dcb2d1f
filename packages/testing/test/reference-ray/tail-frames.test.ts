/** Frames of the tail as recorded from a real Ray, the quirks of its text mode, and its ignored pings and closes. */
import { appendFileSync, writeFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { type ReferenceRay, startReferenceRay } from "../../src/index.ts";
import { readRecordings } from "../recordings/recorded-exchanges.ts";
import { ask, ended, jobOf, submit, until } from "./http-client.ts";
import { framesOf, rawWebSocket, textOf } from "./raw-web-socket.ts";

// Every wait here ends when its condition holds; the limit only ends a run that hangs.
vi.setConfig({ testTimeout: 60_000 });

const clocks = { tailPollMs: 10, killAfterMs: 200, supervisorStartMs: 10 };
const { files } = readRecordings();

interface RecordedTail {
  readonly case: string;
  readonly frames: readonly { readonly chars: number; readonly newlines: number; readonly data: string }[];
}

function recordedTail(file: string, name: string): RecordedTail {
  const tails = (files.get(file)?.exchanges ?? []) as unknown as readonly RecordedTail[];
  const tail = tails.find((candidate) => candidate.case === name);
  if (tail === undefined) throw new Error(`not recorded: ${name}`);
  return tail;
}

/** A finished job whose log is exactly this. */
async function jobWithLog(ray: ReferenceRay, log: string | Buffer): Promise<string> {
  const id = await submit(ray.url, { entrypoint: "true" });
  await ended(ray.url, id);
  writeFileSync(ray.logFile(id), log);
  return id;
}

const tailOf = (ray: ReferenceRay, id: string): string => `${ray.url}/api/jobs/${encodeURIComponent(id)}/logs/tail`;

test("a finished log is replayed in the recorded frames", async () => {
  await using ray = await startReferenceRay({ clocks });
  const { frames } = recordedTail("tail-batches.json", "35 short lines at once (10 lines a frame)");
  const id = await jobWithLog(ray, frames.map(({ data }) => data).join(""));
  const tail = await rawWebSocket(tailOf(ray, id));
  expect(framesOf(tail).map((text) => text.length)).toEqual([96, 30, 30, 72]);
  expect(framesOf(tail)).toEqual(frames.map(({ data }) => data));
  expect(tail.frames.at(-1)).toMatchObject({ opcode: 8, payload: Buffer.from([0x03, 0xe8]) });
});

test("wide lines: a frame ends once it holds more than 20,000 characters, counted as Python counts", async () => {
  await using ray = await startReferenceRay({ clocks });
  const { frames } = recordedTail(
    "tail-batches.json",
    "25 lines of 5,002 characters (frame ends once it holds more than 20,000)",
  );
  const shape = frames.map(({ chars, newlines }) => [chars, newlines]);
  const head = "h".repeat(frames[0]!.chars - 4 * 5003 - 2) + "\n\n";
  const lines = Array.from({ length: 25 }, (_, n) => `${String(n).padStart(2, "0")}${"x".repeat(5000)}\n`).join("");
  const last = frames.at(-1)!;
  const log = head + lines + "z".repeat(Math.max(0, last.chars - 5003 - 1)) + (last.chars > 5003 ? "\n" : "");
  const tail = await rawWebSocket(tailOf(ray, await jobWithLog(ray, log)));
  const given = framesOf(tail).map((text) => [text.length, text.split("\n").length - 1]);
  expect(given.slice(0, -1)).toEqual(shape.slice(0, -1));
  // 5,002 emoji are as many characters, but twice as many UTF-16 units.
  const emoji = await rawWebSocket(tailOf(ray, await jobWithLog(ray, `${"🚀".repeat(5002)}\n`.repeat(9))));
  expect(framesOf(emoji).map((text) => text.split("\n").length - 1)).toEqual([4, 4, 1]);
});

test("a frame over 4 MiB ends the tail before it, with the short lines batched into it", async () => {
  await using ray = await startReferenceRay({ clocks });
  const limit = 4 * 1024 * 1024;
  const sent = async (log: string): Promise<readonly number[]> =>
    framesOf(await rawWebSocket(tailOf(ray, await jobWithLog(ray, log)))).map((text) => text.length);
  expect(await sent(`${"y".repeat(limit - 1)}\nlast\n`)).toEqual([limit, 5]);
  expect(await sent(`${"y".repeat(limit)}\nlast\n`)).toEqual([]);
  expect(await sent(`short\n${"y".repeat(limit - 1)}\nlast\n`)).toEqual([]);
  expect(await sent(`${"한".repeat(1_500_000)}\nlast\n`)).toEqual([]);
});

test("bytes that are not UTF-8 end it: the batches before their 8 KiB block are sent, nothing after", async () => {
  await using ray = await startReferenceRay({ clocks });
  const line = `${"n".repeat(49)}\n`;
  const bad = Buffer.concat([Buffer.from(line.repeat(400)), Buffer.from([0xff]), Buffer.from("\nafter\n")]);
  const long = await rawWebSocket(tailOf(ray, await jobWithLog(ray, bad)));
  // 16 KiB are two whole pieces, 327 lines of 50 bytes: 32 batches of ten; the other seven lines are lost.
  expect(textOf(long)).toBe(line.repeat(320));
  expect(long.frames.at(-1)?.payload.toString("hex")).toBe("03e8");
  const short = Buffer.concat([Buffer.from(line.repeat(180)), Buffer.from([0xff])]);
  expect(textOf(await rawWebSocket(tailOf(ray, await jobWithLog(ray, short))))).toBe(line.repeat(160));
  for (const bytes of ["ff", "eda080", "f09f98"]) {
    const log = Buffer.concat([Buffer.from("good\n"), Buffer.from(bytes, "hex")]);
    expect(framesOf(await rawWebSocket(tailOf(ray, await jobWithLog(ray, log)))), bytes).toEqual([]);
  }
});

test("partial lines, carriage returns, NUL, colours and a BOM are sent as by a real Ray", async () => {
  await using ray = await startReferenceRay({ clocks });
  const text = async (log: string): Promise<string> =>
    textOf(await rawWebSocket(tailOf(ray, await jobWithLog(ray, log))));
  expect(await text("\rprogress 0%\rprogress 100%\r\nDOS line\r\nend\n")).toBe(
    "\nprogress 0%\nprogress 100%\nDOS line\nend\n",
  );
  expect(await text("\u001b[31mred\u001b[0m \u0000nul\n한글 é 🚀\n\ufeffbom\u2028x")).toBe(
    "\u001b[31mred\u001b[0m \u0000nul\n한글 é 🚀\n\ufeffbom\u2028x",
  );
  expect(await text("\ufefffirst\n")).toBe("\ufefffirst\n");
  expect(await text("no newline at end")).toBe("no newline at end");
  expect(await text("final return\r")).toBe("final return\n");
  expect(await text("")).toBe("");
});

test("in a live log, a carriage return at the end of the file becomes a newline, and the newline after it a second one", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await submit(ray.url, { entrypoint: "sleep 300" });
  await until(
    () => jobOf(ray.url, id),
    ({ status }) => status === "RUNNING",
  );
  writeFileSync(ray.logFile(id), "abc\r");
  let seen = "";
  const live = await rawWebSocket(tailOf(ray, id), {
    onFrame: ({ payload }) => {
      seen += payload.toString();
      if (seen === "abc\n") appendFileSync(ray.logFile(id), "\ndef\n");
      return seen.endsWith("def\n");
    },
  });
  expect(textOf(live)).toBe("abc\n\ndef\n");
  const replayed = await rawWebSocket(tailOf(ray, id), { onFrame: ({ payload }) => String(payload).endsWith("def\n") });
  expect(textOf(replayed)).toBe("abc\ndef\n");
});

test("it answers neither ping nor close, keeps sending, and closes with 1000", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await submit(ray.url, { entrypoint: "echo one; sleep 0.3; echo two; exit 3" });
  const tail = await rawWebSocket(tailOf(ray, id), { send: [9, 8, 9] });
  expect(textOf(tail)).toMatch(/one\n(.*\n)?two\n$/);
  expect(tail.frames.filter(({ opcode }) => opcode !== 1)).toEqual([
    { opcode: 8, payload: Buffer.from([0x03, 0xe8]), end: 4 },
  ]);
});

test("it agrees to permessage-deflate, and then sends no frame at all", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await jobWithLog(ray, "text\n");
  const headers = { "sec-websocket-extensions": "permessage-deflate; client_max_window_bits" };
  const tail = await rawWebSocket(tailOf(ray, id), { headers });
  expect(tail.headers["sec-websocket-extensions"]).toBe("permessage-deflate");
  expect(tail.frames.map(({ opcode }) => opcode)).toEqual([8]);
  await using old = await startReferenceRay({ clocks, rayVersion: "2.40.0" });
  const spared = await rawWebSocket(tailOf(old, await jobWithLog(old, "text\n")), { headers });
  expect([spared.headers["sec-websocket-extensions"], textOf(spared)]).toEqual([undefined, "text\n"]);
});

test("refusals before the upgrade, silence while PENDING, and the end for a job that never started or was deleted", async () => {
  await using ray = await startReferenceRay({ clocks });
  expect(await rawWebSocket(tailOf(ray, "nope"))).toMatchObject({ status: 404, body: "Job nope does not exist" });
  const driver = await rawWebSocket(tailOf(ray, ray.addDriverJob()));
  expect(driver).toMatchObject({ status: 400, body: "Can only get logs of submission type jobs" });

  const failing = await submit(ray.url, { entrypoint: "echo", runtime_env: { pip: ["x"] } });
  expect((await rawWebSocket(tailOf(ray, failing))).frames.map(({ opcode }) => opcode)).toEqual([8]);

  const first = await submit(ray.url, { entrypoint: "sleep 300", entrypoint_num_cpus: 2 });
  const second = await submit(ray.url, { entrypoint: "echo second", entrypoint_num_cpus: 1 });
  await until(
    () => jobOf(ray.url, first),
    ({ status }) => status === "RUNNING",
  );
  const waiting = rawWebSocket(tailOf(ray, second));
  await until(
    async () => ray.requests.get("GET /api/jobs/{}/logs/tail") ?? 0,
    (count) => count === 4,
  );
  await ask(ray.url, { method: "POST", path: `/api/jobs/${first}/stop` });
  expect(textOf(await waiting)).toContain("second\n");

  const gone = await jobWithLog(ray, "text\n");
  const tail = rawWebSocket(tailOf(ray, gone));
  await until(
    async () => ray.requests.get("GET /api/jobs/{}/logs/tail") ?? 0,
    (count) => count === 5,
  );
  await ask(ray.url, { method: "DELETE", path: `/api/jobs/${gone}` });
  expect((await tail).frames.at(-1)?.opcode).toBe(8);
});
