import { describe, expect, it } from "vitest";
import { origin } from "../../src/tail/text/coordinate.ts";
import { lastUnits, SkipFilter } from "../../src/tail/text/skip-filter.ts";

const through = (filter: SkipFilter, pieces: ReadonlyArray<string>): string =>
  pieces.map((piece) => filter.apply(piece)).join("");

describe("SkipFilter", () => {
  it("drops what was received, wherever the pieces fall", () => {
    const text = "ab\n\ncd\n\n\nef\ngh";
    for (let units = 0; units <= 8; units++) {
      for (let size = 1; size <= text.length; size++) {
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
        const rest = through(new SkipFilter(origin, { units, newlines: 0 }), pieces);
        expect(rest.replaceAll("\n", "")).toBe("abcdefgh".slice(units));
      }
    }
    expect(through(new SkipFilter(origin, { units: 4, newlines: 2 }), ["ab\n\nc", "d\n", "\n", "\nef"])).toBe("\nef");
  });

  it("takes a live socket's newline too many for one: `abc\\r`, a pause, `\\ndef` (Ray 2.60)", () => {
    expect(through(new SkipFilter(origin, { units: 3, newlines: 2 }), ["abc\n", "def\n\nx"])).toBe("def\n\nx");
  });

  it("starts among newlines", () => {
    expect(through(new SkipFilter({ units: 2, newlines: 1 }, { units: 2, newlines: 3 }), ["\n\n\nx"])).toBe("\nx");
  });

  it("refuses a replay that shows other text before the place", () => {
    const recent = lastUnits("", "line 1\nline 2\n");
    expect(through(new SkipFilter(origin, { units: 12, newlines: 1 }, recent), ["line 1\nline 2\nline 3\n"])).toBe(
      "line 3\n",
    );
    expect(() =>
      through(new SkipFilter(origin, { units: 12, newlines: 1 }, recent), ["line 1\nLINE 2\nline 3\n"]),
    ).toThrow(/replaced/);
  });
});
