import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createR1Checker, expectedLines, type R1Result } from "../../src/internal.ts";

const encoder = new TextEncoder();
const truth = Array.from({ length: 40 }, (_, n) => `line ${n} 한글 ${"x".repeat(n)}`);
const bytes = encoder.encode(`${truth.join("\r\n")}\n`);

async function check(log: Uint8Array, lines: readonly string[], batch = 7): Promise<R1Result> {
  const checker = createR1Checker(log);
  for (let at = 0; at < lines.length; at += batch) await checker.add(lines.slice(at, at + batch));
  return checker.finish();
}

test.each([1, 7, 1000])("the whole log passes, in batches of %s", async (batch) => {
  expect(await check(bytes, truth, batch)).toEqual({
    ok: true,
    lines: 40,
    expectedLines: 40,
    missing: 0,
    extra: 0,
    message: "All 40 lines came once, in order, whole.",
  });
});

test("an empty log has no lines, and no more pass", async () => {
  expect(await check(new Uint8Array(0), [])).toMatchObject({ ok: true, lines: 0 });
  expect(await check(new Uint8Array(0), [""])).toMatchObject({ ok: false, kind: "extra", extra: 1 });
});

/** Ways to change line `n`, and the kind that each must be reported as. */
const mutations: Record<string, (lines: string[], n: number) => void> = {
  gap: (lines, n) => lines.splice(n, 1),
  repeat: (lines, n) => lines.splice(n, 0, lines[n] as string),
  order: (lines, n) => lines.splice(n, 2, lines[n + 1] as string, lines[n] as string),
  cut: (lines, n) => lines.splice(n, 1, (lines[n] as string).slice(0, -1)),
  changed: (lines, n) => lines.splice(n, 1, `${lines[n]}!`),
  extra: (lines, n) => lines.splice(n, 0, "from elsewhere"),
  "early-end": (lines, n) => lines.splice(n),
};

describe.each(Object.entries(mutations))("%s", (kind, mutate) => {
  test("is found and named wherever it happens", async () => {
    const found: string[] = [];
    const should: string[] = [];
    for (let n = 0; n < truth.length - (kind === "order" ? 1 : 0); n++) {
      const lines = [...truth];
      mutate(lines, n);
      const { ok, kind: name, firstDifference } = await check(bytes, lines);
      found.push(`${ok} ${name} ${firstDifference?.line}`);
      // A gap at the very end is an early end; a repeated line differs from the line after it.
      const atEnd = kind === "gap" && n === truth.length - 1;
      should.push(`false ${atEnd ? "early-end" : kind} ${kind === "repeat" ? n + 2 : n + 1}`);
    }
    expect(found).toEqual(should);
  });
});

test("counts and texts of a difference", async () => {
  const lines = [...truth.slice(0, 10), ...truth.slice(13), "late"];
  const result = await check(bytes, lines);
  expect(result).toMatchObject({
    ok: false,
    kind: "gap",
    lines: 38,
    expectedLines: 40,
    missing: 3,
    extra: 1,
    firstDifference: { line: 11, column: 6, expected: truth[10], got: truth[13] },
  });
  expect(result.message).toContain('Line 11: gap. Expected "line 10 한글');
});

test("larger differences: a replay from the start, a lost block, a block that comes late", async () => {
  const replay = [...truth.slice(0, 25), ...truth];
  expect(await check(bytes, replay)).toMatchObject({
    kind: "repeat",
    missing: 0,
    extra: 25,
    firstDifference: { line: 26 },
  });
  const lost = [...truth.slice(0, 5), ...truth.slice(30)];
  expect(await check(bytes, lost)).toMatchObject({ kind: "gap", missing: 25, extra: 0 });
  const late = [...truth.slice(0, 5), ...truth.slice(6), truth[5] as string];
  expect(await check(bytes, late)).toMatchObject({ kind: "order", missing: 0, extra: 0, firstDifference: { line: 6 } });
  const lateAndLost = [...truth.slice(0, 5), truth[6] as string, truth[5] as string, ...truth.slice(7, 39)];
  expect(await check(bytes, lateAndLost)).toMatchObject({ kind: "order", missing: 1, extra: 0 });
  const twoGaps = truth.filter((_, n) => n !== 10 && n !== 12);
  expect(await check(bytes, twoGaps)).toMatchObject({ kind: "gap", missing: 2, extra: 0 });
  const torn = [...truth.slice(0, 5), "line 5", ...truth.slice(5)];
  expect(await check(bytes, torn)).toMatchObject({ kind: "cut", missing: 0, extra: 1 });
  const split = [...truth.slice(0, 5), "line 5", (truth[5] as string).slice(6), ...truth.slice(6)];
  expect(await check(bytes, split)).toMatchObject({ kind: "cut", missing: 1, extra: 2 });
});

test("in a log that repeats itself the count decides", async () => {
  const same = encoder.encode("same\n".repeat(1000));
  expect(await check(same, Array(1000).fill("same"))).toMatchObject({ ok: true });
  expect(await check(same, Array(999).fill("same"))).toMatchObject({ kind: "early-end", missing: 1, extra: 0 });
  expect(await check(same, Array(1001).fill("same"))).toMatchObject({ kind: "repeat", missing: 0, extra: 1 });
});

test("a difference inside a long line shows the part around it", async () => {
  const long = `${"a".repeat(5000)}b${"c".repeat(5000)}`;
  const { firstDifference } = await check(encoder.encode(long), [long.replace("b", "B")]);
  expect(firstDifference).toMatchObject({ line: 1, column: 5000 });
  expect(firstDifference?.expected).toBe(`…${"a".repeat(100)}b${"c".repeat(199)}…`);
  expect(firstDifference?.got).toBe(`…${"a".repeat(100)}B${"c".repeat(199)}…`);
});

test("the truth may come as an async iterable, in pieces of any size", async () => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
  }
  for (const lines of [truth, truth.slice(1)]) {
    const checker = createR1Checker(pieces());
    void checker.add(lines.slice(0, 20));
    void checker.add(lines.slice(20));
    expect((await checker.finish()).ok).toBe(lines === truth);
  }
});

describe("a file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "jobwire-r1-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("that still grows: lines ahead of it wait, half lines are no lines yet", async () => {
    const path = join(folder, "growing.log");
    await writeFile(path, "one\ntw");
    await using checker = createR1Checker(path);
    await checker.add(["one", "two"]);
    await appendFile(path, "o\r");
    await checker.add([]);
    await appendFile(path, "\nthree\nlast");
    await checker.add(["three"]);
    await checker.add(["last"]);
    expect(await checker.finish()).toMatchObject({ ok: true, lines: 4 });
  });

  test("that is missing is an error, not a result", async () => {
    const checker = createR1Checker(join(folder, "nowhere.log"));
    await expect(checker.add(["x"])).rejects.toThrow(/ENOENT/);
    await expect(checker.finish()).rejects.toThrow(/ENOENT/);
  });

  test("of 20 MB is compared, and a difference at its end is found", async () => {
    const path = join(folder, "large.log");
    const line = (n: number) => `${n} ${"0123456789".repeat(9)}`;
    const block = (from: number) => Array.from({ length: 10_000 }, (_, n) => line(from + n));
    await writeFile(path, "");
    for (let from = 0; from < 200_000; from += 10_000) await appendFile(path, `${block(from).join("\n")}\n`);
    for (const drop of [-1, 199_998]) {
      const checker = createR1Checker(path);
      for (let from = 0; from < 200_000; from += 10_000) {
        await checker.add(block(from).filter((_, n) => from + n !== drop));
      }
      const result = await checker.finish();
      expect(result).toMatchObject(
        drop < 0 ? { ok: true } : { kind: "gap", missing: 1, extra: 0, firstDifference: { line: 199_999 } },
      );
    }
  }, 30_000);
});

test("expectedLines of the truth is what the checker accepts", async () => {
  const mixed = Uint8Array.of(...bytes, 0xff, 0x0d, 0x0a, 0xef, 0xbb, 0xbf, 0x61);
  expect(await check(mixed, expectedLines(mixed), 1)).toMatchObject({ ok: true, lines: 42 });
});
