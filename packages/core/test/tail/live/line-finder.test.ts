import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineFinder } from "../../../src/tail/live/line-finder.ts";
import type { Wanted } from "../../../src/tail/live/line-finder.ts";
import { advance, type Coordinate, isSame, origin, reaches } from "../../../src/tail/text/coordinate.ts";
import { growsTooFast } from "../../support/growth.ts";

const anywhere: Wanted = { start: true, after: origin };

interface Search {
  readonly wanted?: Wanted;
  readonly max?: number;
}

/** Positions as `units/newlines`, found when the log arrives in pieces of this size. */
const find = (log: string, lines: string, size: number, { wanted = anywhere, max = 100 }: Search = {}): string => {
  const finder = new LineFinder(lines, wanted, max);
  for (let at = 0; at < log.length; at += size) finder.push(log.slice(at, at + size));
  return finder.positions.map(({ units, newlines }) => `${units}/${newlines}`).join(" ");
};

const findAnyhow = (log: string, lines: string, search?: Search): ReadonlyArray<string> => [
  ...new Set(Array.from({ length: log.length }, (_, n) => find(log, lines, n + 1, search))),
];

describe("lines in a log that arrives in pieces", () => {
  it.each([
    ["ab\ncd\nab\n", "ab\n", "0/0 4/1"],
    ["ab\ncd\nab\n", "cd\n", "2/1"],
    ["ab\ncd\nab\n", "cd\nab\n", "2/1"],
    ["ab\ncd\nab\n", "ef\n", ""],
    ["ab\ncd\nab", "ab\n", "0/0"],
    // Not the ends of longer lines.
    ["xab\nab\nabab\n", "ab\n", "3/1"],
    ["xab\n", "ab\n", ""],
    ["abcab\nxxab\nab\n", "ab\n", "9/1"],
    // Overlapping.
    ["a\na\na\na\n", "a\na\n", "0/0 1/1 2/1"],
    // Empty lines.
    ["a\n\n\nb\n", "\n", "1/1 1/2"],
    ["\n\na\n", "\na\n", "0/1"],
    ["a\n\n\nb\n", "\nb\n", "1/2"],
    ["\n\n", "\n", "0/0 0/1"],
    // Longer than most pieces.
    ["one\ntwo\nthree\nfour\none\ntwo\nthree\nfive\n", "one\ntwo\nthree\nfive\n", "15/1"],
  ])("are found at the same positions however it is cut: %j, %j", (log, lines, expected) => {
    expect(findAnyhow(log, lines)).toEqual([expected]);
  });

  it("count only at wanted positions", () => {
    const wanted = { start: false, after: { units: 2, newlines: 0 } };
    expect(findAnyhow("a\na\na\na\n", "a\n", { wanted })).toEqual(["2/1 3/1"]);
    expect(findAnyhow("a\na\na\na\n", "a\n", { wanted, max: 1 })).toEqual(["2/1"]);
  });

  it("are remembered up to the largest number, and no further, however much text follows", () => {
    for (const max of [1, 2, 3]) {
      const expected = ["0/0", "1/1", "2/1"].slice(0, max).join(" ");
      expect(findAnyhow("a\na\na\na\na\na\n", "a\n", { max })).toEqual([expected]);
    }
  });

  it("are found wherever a search of the whole text finds them", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "\n", "\n", "a\n", "a\nb\n"), { maxLength: 40 })
      .map((parts) => parts.join(""));
    const after = fc.record({ units: fc.nat(20), newlines: fc.nat(3) });
    fc.assert(
      fc.property(text, text, fc.boolean(), after, fc.array(fc.nat(80)), (log, some, start, position, cuts) => {
        const lines = `${some}\n`;
        const expected: Array<Coordinate> = [];
        for (let at = 0; at < log.length; at++) {
          const found = advance(origin, log.slice(0, at));
          const begins = at === 0 || log[at - 1] === "\n";
          const isWanted = reaches(found, position) || (start && isSame(found, origin));
          if (begins && isWanted && log.startsWith(lines, at)) expected.push(found);
        }
        const finder = new LineFinder(lines, { start, after: position }, 3);
        const at = [0, ...cuts.map((cut) => Math.min(cut, log.length)).sort((a, b) => a - b), log.length];
        for (const [k, end] of at.slice(1).entries()) finder.push(log.slice(at[k], end));
        expect(finder.positions).toEqual(expected.slice(0, 3));
      }),
      { numRuns: Number(process.env["JOBWIRE_RUNS"] ?? 3000) },
    );
  });
});

describe("the search takes time in proportion to the log", () => {
  const ok = (units: number): string => "ok\n".repeat(units / 3);

  it.each<[string, (units: number) => string, Wanted]>([
    ["all alike", ok, { start: true, after: { units: 1e12, newlines: 0 } }],
    ["all alike, the last one different", (units) => `${ok(units)}no\n`, anywhere],
    ["all alike, one in the middle different", (units) => `${ok(units / 2)}no\n${ok(units / 2)}`, anywhere],
    ["all alike, the second one different", (units) => `ok\nno\n${ok(units)}`, anywhere],
    ["all empty", (units) => "\n".repeat(units), { start: false, after: { units: 1, newlines: 0 } }],
  ])("for lines that are %s", (_name, lines, wanted) => {
    for (const size of [64 * 1024, 100]) {
      const slow = growsTooFast((units) => {
        const log = ok(units * 4);
        return () => {
          const finder = new LineFinder(lines(units), wanted, 2);
          for (let at = 0; at < log.length; at += size) finder.push(log.slice(at, at + size));
        };
      }, 1 << 16);
      expect(slow).toBeUndefined();
    }
  });
});
