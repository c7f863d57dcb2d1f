import { describe, expect, it } from "vitest";
import { LineFinder } from "../../../src/tail/live/line-finder.ts";
import type { Coordinate } from "../../../src/tail/text/coordinate.ts";

const anywhere = (): boolean => true;

interface Search {
  readonly wanted?: (at: Coordinate) => boolean;
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
    const wanted = ({ units }: Coordinate): boolean => units >= 2;
    expect(findAnyhow("a\na\na\na\n", "a\n", { wanted })).toEqual(["2/1 3/1"]);
    expect(findAnyhow("a\na\na\na\n", "a\n", { wanted, max: 1 })).toEqual(["2/1"]);
  });

  it("are remembered up to the largest number, and no further, however much text follows", () => {
    for (const max of [1, 2, 3]) {
      const expected = ["0/0", "1/1", "2/1"].slice(0, max).join(" ");
      expect(findAnyhow("a\na\na\na\na\na\n", "a\n", { max })).toEqual([expected]);
    }
  });
});
