import fc from "fast-check";
import { expect, test } from "vitest";
import { FollowedLog } from "../../src/log/followed-log.ts";
import { lineAtOffset, offsetOfLine } from "../../src/log/line-positions.ts";
import { searchLog } from "../../src/log/search-log.ts";
import { memorySegments } from "../../src/spool/memory-segments.ts";
import { SpoolBudget } from "../../src/spool/spool-budget.ts";
import { ScriptedSource } from "../support/scripted-source.ts";
import { until } from "../support/until.ts";

const utf8 = new TextEncoder();

const followed = async (lines: ReadonlyArray<string>): Promise<FollowedLog> => {
  const source = new ScriptedSource(7);
  source.write(lines.map((line) => `${line}\n`).join(""));
  source.end();
  const log = new FollowedLog(source, {
    store: memorySegments(),
    budget: new SpoolBudget(1 << 30),
    inTurn: (read) => read(),
  });
  log.follow();
  await until(() => log.closed);
  return log;
};

/** The offset of each line, and of the end. */
const startsOf = (lines: ReadonlyArray<string>): ReadonlyArray<number> => {
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + utf8.encode(line).length + 1);
  return starts;
};

const word = fc.constantFrom("a", "B", "ab", "€", "😀", " ", "İ", "");
const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(""));

test("positions and searches equal those of the plain text", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.nat(),
      fc.constantFrom("a", "AB", "€", "😀", "i̇", "zz"),
      fc.boolean(),
      async (lines, seed, query, matchCase) => {
        const log = await followed(lines);
        const starts = startsOf(lines);
        const end = starts.at(-1) ?? 0;
        const offset = seed % (end + 1);
        const lineNumber = starts.findLastIndex((start) => start <= offset);
        expect(await lineAtOffset(log, offset)).toEqual({ offset: starts[lineNumber], line: lineNumber });
        const wanted = seed % (lines.length + 3);
        const shown = Math.min(wanted, lines.length);
        expect(await offsetOfLine(log, wanted)).toEqual({ offset: starts[shown], line: shown });

        const matches = (text: string): boolean =>
          matchCase ? text.includes(query) : text.toLowerCase().includes(query.toLowerCase());
        const next = lines.findIndex((text, n) => (starts[n] ?? 0) >= offset && matches(text));
        const previous = lines.findLastIndex((text, n) => (starts[n] ?? 0) < offset && matches(text));
        const found = async (direction: "next" | "previous") =>
          (await searchLog(log, { query, matchCase, direction, offset })).match;
        const at = (n: number) => (n < 0 ? null : { offset: starts[n], line: n, text: lines[n] });
        expect(await found("next")).toEqual(at(next));
        expect(await found("previous")).toEqual(at(previous));
        await log.close();
      },
    ),
    { numRuns: 500 },
  );
});

test("a search of a large log continues where the last one ended, in both directions", {
  timeout: 120_000,
}, async () => {
  const lines = Array.from({ length: 700_000 }, (_, n) => `line ${n} ${"-".repeat(60)}`);
  lines[650_000] = "the needle";
  lines[5] = "x".repeat(3_000_000);
  const log = await followed(lines);
  const starts = startsOf(lines);
  const search = async (direction: "next" | "previous", from: number) => {
    let offset = from;
    for (let requests = 1; ; requests += 1) {
      const { match, continueAt } = await searchLog(log, { query: "needle", matchCase: true, direction, offset });
      if (match !== null || continueAt === null) return { match, requests };
      expect(direction === "next" ? continueAt > offset : continueAt < offset).toBe(true);
      offset = continueAt;
    }
  };
  const needle = { offset: starts[650_000], line: 650_000, text: "the needle" };
  expect(await search("next", 0)).toEqual({ match: needle, requests: 2 });
  expect(await search("previous", log.spool.end.offset)).toEqual({ match: needle, requests: 1 });
  expect((await search("previous", starts[650_000] ?? 0)).match).toBeNull();
  expect((await search("next", (starts[650_000] ?? 0) + 1)).match).toBeNull();
  await log.close();
});
