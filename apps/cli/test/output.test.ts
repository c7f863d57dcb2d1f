import { PassThrough } from "node:stream";
import type { RayJob, TailBatch } from "@jobwire/core";
import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { nextCommand } from "../src/next-command.ts";
import { cellOf, took, when } from "../src/output/cells.ts";
import { fittedTable } from "../src/output/fitted-table.ts";
import { rayColumns } from "../src/output/ray-columns.ts";
import { jsonLine } from "../src/output/json.ts";
import { jsonText } from "@jobwire/core/adapter-parts";
import { logRenderer } from "../src/output/log-printer.ts";
import { openNotices } from "../src/output/notices.ts";
import { OutputClosed, openOutput } from "../src/output/stdout.ts";
import { parallel } from "../src/parallel.ts";

const never = new AbortController().signal;
const stream = (isTTY: boolean, highWaterMark = 1024): NodeJS.WriteStream =>
  Object.assign(new PassThrough({ highWaterMark }), { isTTY }) as unknown as NodeJS.WriteStream;

const batchOf = (lines: ReadonlyArray<string>, before = 0): TailBatch => ({
  lines,
  text: lines.map((line) => `${line}\n`).join(""),
  position: { lines: before + lines.length } as TailBatch["position"],
});
const plain = { format: "text", prefix: false, timestamps: false, raw: false } as const;

test("stdout is written no faster than it is read, and a blocked reader does not delay an abort", async () => {
  const pipe = stream(false, 16);
  const output = openOutput(pipe);
  await output.write("short", never);
  let written = false;
  const long = output.write("x".repeat(100), never).then(() => {
    written = true;
  });
  await new Promise(setImmediate);
  expect(written).toBe(false);
  (pipe as unknown as PassThrough).resume();
  await long;
  (pipe as unknown as PassThrough).pause();
  const stop = new AbortController();
  const stuck = output.write("x".repeat(100), stop.signal);
  stop.abort(new Error("ctrl-c"));
  await expect(stuck).rejects.toThrow("ctrl-c");
});

test("a closed stdout rejects the waiting write and all later ones with OutputClosed", async () => {
  const pipe = stream(false, 16);
  const output = openOutput(pipe);
  const waiting = output.write("x".repeat(100), never);
  pipe.emit("error", Object.assign(new Error("EPIPE"), { code: "EPIPE" }));
  await expect(waiting).rejects.toBeInstanceOf(OutputClosed);
  await expect(output.write("y", never)).rejects.toBeInstanceOf(OutputClosed);
  await output.flush();
});

test("a file or pipe gets a batch unchanged, also a hostile one", () => {
  const batch = batchOf(["\u001b[2Jx", "\u202e"]);
  expect(logRenderer("id", plain, openOutput(stream(false)))(batch)).toBe(batch.text);
  expect(logRenderer("id", plain, openOutput(stream(true)))(batch)).toBe("^[[2Jx\n<U+202E>\n");
  expect(logRenderer("id", { ...plain, raw: true }, openOutput(stream(true)))(batch)).toBe(batch.text);
});

test("each line has a prefix, also an empty one", () => {
  const render = logRenderer("j1", { ...plain, prefix: true }, openOutput(stream(false)));
  expect(render(batchOf(["a", "", "b"]))).toBe("[j1] a\n[j1] \n[j1] b\n");
});

test("JSON lines are numbered from the start of the log", () => {
  const render = logRenderer("j1", { ...plain, format: "json" }, openOutput(stream(false)));
  expect(render(batchOf(["x", "\u001b"], 7))).toBe(
    '{"id":"j1","line":"x","n":8}\n{"id":"j1","line":"\\u001b","n":9}\n',
  );
});

const job = (more: Partial<RayJob>): RayJob => ({
  type: "SUBMISSION",
  submissionId: "a",
  jobId: null,
  status: "RUNNING",
  entrypoint: "true",
  message: null,
  errorType: null,
  startTimeMs: 0,
  endTimeMs: null,
  metadata: null,
  runtimeEnv: null,
  driverInfo: null,
  driverAgentHttpAddress: null,
  driverNodeId: null,
  driverExitCode: null,
  ...more,
});

const tableOf = (jobs: ReadonlyArray<RayJob>, isTTY: boolean, now: number, columns = 80, wide = false): string => {
  const output = openOutput(Object.assign(stream(isTTY), { columns }));
  return fittedTable(jobs, rayColumns(output, now), output, wide);
};
const jobs = [
  job({
    submissionId: "b",
    startTimeMs: 61_000,
    endTimeMs: 3_722_000,
    status: "SUCCEEDED",
    entrypoint: "echo 1\necho 2",
  }),
  job({ submissionId: null, jobId: "02000000", type: "DRIVER", startTimeMs: 1_000, entrypoint: "한".repeat(100) }),
  job({ submissionId: "한글", startTimeMs: 60_000 }),
];

test("a table has one row for each job and aligns wide characters; without a terminal nothing is cut", () => {
  expect(tableOf(jobs, false, 65_000).split("\n")).toEqual([
    "ID        TYPE        STATUS     SUBMITTED             TOOK   ENTRYPOINT",
    "b         submission  SUCCEEDED  1970-01-01T00:01:01Z  1h01m  echo 1⏎echo 2",
    `02000000  driver      RUNNING    1970-01-01T00:00:01Z  1m04s  ${"한".repeat(100)}`,
    "한글      submission  RUNNING    1970-01-01T00:01:00Z  5s     true",
    "",
  ]);
  expect(took(job({ startTimeMs: null }), 0)).toBe("");
});

test("on a terminal the entrypoint is cut to the width, between whole characters, and the id never", () => {
  // oxlint-disable-next-line no-control-regex -- matches the command's own styles
  const plainRows = (text: string): ReadonlyArray<string> => text.replaceAll(/\u001b\[[0-9;]+m/g, "").split("\n");
  for (const columns of [76, 77, 90, 140]) {
    const [, , cut = ""] = plainRows(tableOf(jobs, true, 65_000, columns));
    expect(cut).toMatch(/^02000000 .*한…$/);
    expect([columns - 1, columns]).toContain(stringWidth(cut));
  }
  const long = job({ submissionId: "i".repeat(200), startTimeMs: 0, entrypoint: "python train.py --lr 0.1" });
  expect(plainRows(tableOf([long], true, 0, 40))[1]).toMatch(/^i{200} .* python trai…$/);
  const wide = tableOf(jobs, true, 65_000, 76, true);
  expect(wide).toContain("한".repeat(100));
  expect(plainRows(wide)[0]).toMatch(
    /^ID +TYPE +STATUS +SUBMITTED +ENDED +TOOK +EXIT CODE +METADATA +MESSAGE +ENTRYPOINT$/,
  );
});

test("a table of an entrypoint of megabytes is quick", () => {
  const script = job({ entrypoint: "👩‍💻".repeat(50_000) });
  const startedAt = performance.now();
  expect(tableOf(Array(20).fill(script), true, 0)).toContain("…");
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

const nested = (levels: number): unknown => {
  let value: unknown = "end";
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

test("a job with impossible times or deeply nested data does not break the table", () => {
  const odd = job({ submissionId: "odd", startTimeMs: 1e20, endTimeMs: Number.POSITIVE_INFINITY });
  const table = tableOf([odd, job({ submissionId: "well", startTimeMs: 0, endTimeMs: 0 })], false, 0);
  expect(table).toMatch(/^odd +submission +RUNNING +100000000000000000000 +true$/m);
  expect(table).toMatch(/^well +submission +RUNNING +1970-01-01T00:00:00Z +0s +true$/m);
  expect(when(Number.NaN)).toBe("NaN");
  const cell = cellOf(openOutput(stream(false)));
  expect(cell(nested(3))).toBe('{"a":[{"a":"end"}]}');
  expect(cell(nested(100_000))).toBe(`${'[{"a":'.repeat(10)}"…"${"}]".repeat(10)}`);
});

test("JSON of any depth is complete and equals that of JSON.stringify", () => {
  const line = jsonLine({ rows: [nested(100_000)], at: new Date(0), nothing: undefined, no: Number.NaN });
  expect(line.startsWith('{"rows":[[{"a":[')).toBe(true);
  expect(line.endsWith('],"at":"1970-01-01T00:00:00.000Z","no":null}\n')).toBe(true);
  expect(line.split("{").length).toBe(50_002);
  fc.assert(
    fc.property(fc.anything({ withDate: true }), (value) => {
      const deep = `${'[{"a":'.repeat(10_000)}"end"${"}]".repeat(10_000)}`;
      expect(jsonText([nested(20_000), value])).toBe(`[${deep},${JSON.stringify(value) ?? "null"}]`);
    }),
    { numRuns: 30 },
  );
});

test("notices have no hidden characters, on a terminal or not", () => {
  for (const isTTY of [true, false]) {
    const pipe = stream(isTTY);
    const notices = openNotices(pipe, false);
    notices.info("a\u001b]0;x\u0007\u202e");
    notices.error("b\u009b2J\nc");
    notices.status("FAILED\u200b", "id\r");
    // oxlint-disable-next-line no-control-regex -- matches the command's own styles
    const text = String((pipe as unknown as PassThrough).read()).replaceAll(/\u001b\[[0-9]+m/g, "");
    expect(text).toBe("a^[]0;x^G<U+202E>\njobwire: b<U+009B>2J\nc\nid^M FAILED<U+200B>\n");
  }
});

test("the next command has the options that reach the cluster, but no header's value", () => {
  expect(
    nextCommand(["logs", "-f"], ["-odd id"], "http://h:8265", { tokenFile: "/a b", header: { Cookie: "s3cret" } }),
  ).toBe("jobwire ray logs -f --address http://h:8265 --token-file '/a b' --header 'Cookie: …' -- '-odd id'");
});

test("runs each item once, at most the limit at once, with results in order", async () => {
  let running = 0;
  let maxRunning = 0;
  const results = await parallel(["a", "b", "c", "d", "e", "f", "g"], 3, async (item, index) => {
    maxRunning = Math.max(maxRunning, ++running);
    await new Promise(setImmediate);
    running--;
    return `${item}${index}`;
  });
  expect(maxRunning).toBe(3);
  expect(results).toEqual(["a0", "b1", "c2", "d3", "e4", "f5", "g6"]);
});
