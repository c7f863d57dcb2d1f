import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  responseLost,
  createGate,
  cutAfter,
  type FaultyRay,
  instead,
  never,
  startFaultyRay,
  text,
} from "../../src/index.ts";
import { rawRequest } from "./raw-client.ts";
import { readTail } from "./tail-client.ts";

const encoder = new TextEncoder();
const log4k = Array.from({ length: 90 }, (_, n) => `line ${n} ${"가나다 🚀 abc".repeat(n % 3)}`).join("\n");

const tailUrl = (ray: FaultyRay) => `${ray.url}/api/jobs/${ray.submissionId}/logs/tail`;
const fileUrl = (ray: FaultyRay, lines: number | string) =>
  `${ray.url}/api/v0/logs/file?node_id=${ray.nodeId}&submission_id=${ray.submissionId}&lines=${lines}`;

test("the tail replays the log in frames of ten lines with universal newlines and closes with 1000", async () => {
  await using ray = await startFaultyRay({ log: "a\r\nb\rc\n".repeat(5), status: "SUCCEEDED" });
  const seen = await readTail(tailUrl(ray));
  expect(seen).toEqual({ frames: ["a\nb\nc\na\nb\nc\na\nb\nc\na\n", "b\nc\na\nb\nc\n"], code: 1000 });
  await ray.server.idle();
  expect(ray.server.problems).toEqual([]);
});

test("a growing log arrives live; the end of the job ends the tail", async () => {
  await using ray = await startFaultyRay({ log: "half", status: "RUNNING" });
  const seen = await readTail(tailUrl(ray), (frames) => {
    if (frames.length === 1) ray.append("-other half\nmore\r");
    if (frames.length === 2) ray.append("\nlast\n");
    if (frames.length === 3) ray.setStatus("FAILED");
    return false;
  });
  // The second newline after `more` is Ray's own: at the end of the file it returns a \r as a newline and forgets it.
  expect(seen).toEqual({ frames: ["half", "-other half\nmore\n", "\nlast\n"], code: 1000 });
});

test("bytes that are not UTF-8, and a frame of 4 MiB, end the tail with 1000, and nothing follows", async () => {
  await using bad = await startFaultyRay({ log: Uint8Array.of(97, 10, 0xff, 10), status: "RUNNING" });
  expect(await readTail(tailUrl(bad))).toEqual({ frames: [], code: 1000 });
  await using large = await startFaultyRay({
    log: `${"1\n".repeat(10)}short\n${"x".repeat(4_194_303)}\nafter\n`,
    status: "SUCCEEDED",
  });
  expect(await readTail(tailUrl(large))).toEqual({ frames: ["1\n".repeat(10)], code: 1000 });
  await using passing = await startFaultyRay({ log: `${"x".repeat(4_000_000)}\nafter\n`, status: "SUCCEEDED" });
  expect((await readTail(tailUrl(passing))).frames.map((frame) => frame.length)).toEqual([4_000_001, 6]);
});

test.each([
  [-1, 0],
  [3, 2],
  [1, 4],
  [4, 1],
  [5, 0],
  [6, 0],
  [0, 0],
])("lines=%s of the log file is tail -n, to the byte", async (lines, first) => {
  const all = ["one\n", "two\r\n", "\n", "th\rree\n", "unfinished"];
  await using ray = await startFaultyRay({ log: all.join(""), status: "RUNNING" });
  const answer = await fetch(fileUrl(ray, lines));
  expect(await answer.text()).toBe(all.slice(first).join(""));
});

test("the log file's errors are Ray's", async () => {
  await using ray = await startFaultyRay({ log: "x\n", status: "PENDING" });
  const status = async (url: string) => {
    const response = await fetch(url);
    return `${response.status} ${(await response.text()).split("\n")[0]}`;
  };
  expect(await status(fileUrl(ray, -1))).toMatch(/^500 Job raysubmit_\w+ has no driver node id info/);
  expect(await status(fileUrl(ray, "1e3"))).toBe("500 500 Internal Server Error");
  expect(await status(fileUrl(ray, 2_147_483_648))).toBe("500 Value out of range");
  expect(
    await status(fileUrl(ray, -2).replace(/submission_id=\w+/, `filename=job-driver-${ray.submissionId}.log`)),
  ).toBe("200 ");
  expect(await status(`${ray.url}/api/jobs/nope/logs`)).toBe("404 Job nope does not exist");
  expect(await status(`${ray.url}/api/jobs`)).toBe("404 404: Not Found");
});

test("a tail and a file cut at every byte have exactly that prefix, 32 at a time", async () => {
  const bytes = encoder.encode(log4k);
  await using ray = await startFaultyRay({ log: bytes, status: "SUCCEEDED" });
  const cuts = Array.from({ length: bytes.length + 1 }, (_, k) => k);
  ray.setFault((request) => {
    const k = Number(request.query.get("k"));
    const how = (["reset", "fin"] as const)[k % 2] as "reset" | "fin";
    return cutAfter(k, how, { prefix: k % 3 === 0 ? "torn" : "frame" });
  });
  let next = 0;
  const differences: string[] = [];
  const work = async () => {
    for (let k = cuts[next++]; k !== undefined; k = cuts[next++]) {
      const file = await rawRequest(`${fileUrl(ray, -1)}&k=${k}`);
      if (file.complete || !file.body.equals(bytes.subarray(0, k))) {
        differences.push(`file cut at ${k}: ${file.body.length}`);
      }
      const tail = await readTail(`${tailUrl(ray)}?k=${k}`);
      const got = encoder.encode(tail.frames.join(""));
      const missing = k - got.length;
      // A frame cut at a character boundary is at most 3 bytes short; a torn one is lost as a whole.
      const fits = k % 3 === 0 ? missing >= 0 && missing < 1000 : missing >= 0 && missing <= 3;
      if (!fits || tail.code !== 1006 || log4k.startsWith(tail.frames.join("")) === false) {
        differences.push(`tail cut at ${k}: ${got.length}, code ${tail.code}`);
      }
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  expect(differences).toEqual([]);
  await ray.server.idle();
  expect(ray.openSockets()).toBe(0);
}, 120_000);

test("faults: close code, status instead, never, status flaps", async () => {
  const looks: string[] = [];
  await using ray = await startFaultyRay({
    log: "a\nb\n",
    status: (look) => {
      looks.push(look);
      return looks.length % 2 === 1 ? "RUNNING" : "SUCCEEDED";
    },
    fault(request, nth) {
      if (request.endpoint === "tail") return cutAfter(2, { close: 1011, reason: "why" });
      if (request.endpoint === "file" && nth === 0) {
        return instead(text("slow down", { status: 429, headers: { "retry-after": "7" } }));
      }
      if (request.endpoint === "version") return instead(never());
      return undefined;
    },
  });
  expect(await readTail(tailUrl(ray))).toEqual({ frames: ["a\n"], code: 1011 });
  const first = await fetch(fileUrl(ray, -1));
  expect([first.status, first.headers.get("retry-after"), await first.text()]).toEqual([429, "7", "slow down"]);
  expect(await (await fetch(fileUrl(ray, -1))).text()).toBe("a\nb\n");
  const statuses: unknown[] = [];
  for (let n = 0; n < 3; n++) {
    const job: unknown = await (await fetch(`${ray.url}/api/jobs/${ray.submissionId}`)).json();
    statuses.push((job as { status: string }).status);
  }
  expect(statuses).toEqual(["RUNNING", "SUCCEEDED", "RUNNING"]);
  const leave = new AbortController();
  const answer = fetch(`${ray.url}/api/version`, { signal: leave.signal });
  await expect.poll(() => ray.requestsTo("version").length).toBe(1);
  leave.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => ray.requestsTo("version")[0]?.outcome).toBe("cut");
});

test("responses have the fields of the recorded ones", async () => {
  const recording = JSON.parse(
    readFileSync(new URL("../../recordings/ray/jobs-lifecycle.json", import.meta.url), "utf8"),
  ) as {
    exchanges: { case: string; response: { body: Record<string, unknown> } }[];
  };
  const recorded = recording.exchanges.find((one) => one.case.startsWith("get, SUCCEEDED"))?.response.body ?? {};
  await using ray = await startFaultyRay({ log: "", status: "SUCCEEDED" });
  const job = (await (await fetch(`${ray.url}/api/jobs/${ray.submissionId}`)).json()) as Record<string, unknown>;
  expect(Object.keys(job)).toEqual(Object.keys(recorded));
  expect({ ...job, ...pick(recorded, ["submission_id", "entrypoint", "start_time", "end_time"]) }).toEqual(
    JSON.parse(JSON.stringify(recorded)),
  );
});

test("a submit whose response is lost creates the job; a refused one does not", async () => {
  await using ray = await startFaultyRay({
    status: "RUNNING",
    fault: (_, nth) => (nth === 0 ? responseLost() : undefined),
  });
  // A raw request: Node's fetch sends sec-fetch-mode, for which Ray refuses every POST.
  const submit = (id: string) => {
    const body = JSON.stringify({ entrypoint: "echo", submission_id: id });
    return rawRequest(`${ray.url}/api/jobs/`, "POST", `content-length: ${body.length}\r\n`, body);
  };
  expect(await submit("mine")).toMatchObject({ status: 0, end: "reset" });
  expect(ray.job("mine")?.submissionId).toBe("mine");
  const again = await submit("mine");
  expect([again.status, again.body.toString().includes("Job with submission_id mine already exists")]).toEqual([
    500,
    true,
  ]);
  ray.setFault(() => instead(text("bad gateway", { status: 502 })));
  expect((await submit("other")).status).toBe(502);
  expect(ray.job("other")).toBeUndefined();
  ray.setFault(undefined);
  ray.job("mine")?.setStatus("SUCCEEDED");
  expect((await rawRequest(`${ray.url}/api/jobs/mine`)).body.toString()).toContain('"status":"SUCCEEDED"');
});

test("Ray's refusals: browser-like writes, wrong tokens, and no frames with compression", async () => {
  await using ray = await startFaultyRay({ log: "a\n", status: "SUCCEEDED", token: "t" });
  const authorized = "authorization: Bearer t\r\n";
  const stop = `${ray.url}/api/jobs/${ray.submissionId}/stop`;
  expect((await rawRequest(stop, "POST")).status).toBe(401);
  expect((await rawRequest(stop, "POST", "authorization: bearer t\r\n")).status).toBe(403);
  const browser = await rawRequest(stop, "POST", `${authorized}origin: null\r\n`);
  expect([browser.status, browser.body.toString()]).toEqual([405, "'POST' method not allowed for browser traffic."]);
  expect((await rawRequest(stop, "POST", "x-ray-authorization: Bearer t\r\n")).body.toString()).toBe(
    '{"stopped":false}',
  );
  expect((await readTail(tailUrl(ray))).refused).toBe(401);
  const frames = await readTail(tailUrl(ray), undefined, { headers: { authorization: "Bearer t" } });
  expect(frames).toEqual({ frames: ["a\n"], code: 1000 });
  const upgrade =
    "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n" +
    "sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n";
  const compressed = await rawRequest(tailUrl(ray), "GET", authorized + upgrade);
  expect(compressed.head).toMatch(/101 [^]*sec-websocket-extensions: permessage-deflate/);
  // Nothing but the close frame with 1000.
  expect([...compressed.body]).toEqual([0x88, 2, 1000 >> 8, 1000 & 0xff]);
});

test("a slow file passes its gate in steps of 64 KiB", async () => {
  const gate = createGate();
  await using ray = await startFaultyRay({
    log: "x".repeat(150_000),
    status: "RUNNING",
    fault: () => ({ kind: "slow", gate }),
  });
  const answer = rawRequest(fileUrl(ray, -1));
  for (let passed = 0; passed < 3; passed++) {
    await expect.poll(() => gate.waiting).toBe(1);
    gate.open();
  }
  expect(await answer).toMatchObject({ complete: true, chunks: [65_536, 65_536, 150_000 - 131_072] });
});

interface RecordedTail {
  readonly case: string;
  readonly frames?: readonly { chars: number; newlines: number; data?: string }[];
}

function recordedTail(file: string, start: string): NonNullable<RecordedTail["frames"]> {
  const path = new URL(`../../recordings/ray/${file}`, import.meta.url);
  const { exchanges } = JSON.parse(readFileSync(path, "utf8")) as { exchanges: RecordedTail[] };
  return exchanges.find((one) => one.case.startsWith(start))?.frames ?? [];
}

const replay = async (log: string) => {
  await using ray = await startFaultyRay({ log, status: "SUCCEEDED" });
  return (await readTail(tailUrl(ray))).frames;
};

test.each([
  ["tail-basic.json", "opened again"],
  ["tail-batches.json", "35 short lines"],
  ["tail-content.json", "ANSI colours"],
])("frames have the borders recorded on a real Ray: %s, %s", async (file, start) => {
  const recorded = recordedTail(file, start).map((frame) => frame.data ?? "");
  expect(recorded.length).toBeGreaterThan(0);
  expect(await replay(recorded.join(""))).toEqual(recorded);
});

test.each([
  ["25 lines of 5,002", 5002, 25, ""],
  ["one line of 30000", 30_000, 1, "last\n"],
  ["one line of 4000000", 4_000_000, 1, "last\n"],
  ["one line of 4194303", 4_194_303, 1, "last\n"],
])("frames have the sizes recorded on a real Ray: %s", async (start, width, count, last) => {
  const recorded = recordedTail("tail-batches.json", start).map(({ chars, newlines }) => ({ chars, newlines }));
  const log = `${"x".repeat(width)}\n`.repeat(count);
  // Ray's own lines before the program's: the first recorded frame has them before the program's.
  const [first] = recorded;
  const own = first ? ownLines(first, width, count) : "ray\n";
  const frames = await replay(own + log + last);
  expect(frames.map((frame) => ({ chars: frame.length, newlines: frame.split("\n").length - 1 }))).toEqual(recorded);
});

function ownLines(first: { chars: number; newlines: number }, width: number, count: number): string {
  const inFirst = Math.min(count, Math.floor(first.chars / (width + 1)));
  const lines = first.newlines - inFirst;
  const chars = first.chars - inFirst * (width + 1);
  return `${"\n".repeat(lines - 1)}${"r".repeat(chars - lines)}\n`;
}

function pick(from: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}
