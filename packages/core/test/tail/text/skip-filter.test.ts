import { describe, expect, it } from "vitest";
import { LogReset } from "../../../src/errors.ts";
import { type Coordinate, origin } from "../../../src/tail/text/coordinate.ts";
import { lastUnits, SkipFilter } from "../../../src/tail/text/skip-filter.ts";

const at = (units: number, newlines: number): Coordinate => ({ units, newlines });

describe("the last units of a text", () => {
  it("are without newlines, and continue those before", () => {
    expect(lastUnits("", "a\nb\n\nc")).toBe("abc");
    expect(lastUnits("abc", "d\ne")).toBe("abcde");
    expect(lastUnits("abc", "")).toBe("abc");
  });

  it("are at most 512", () => {
    const text = Array.from({ length: 1_000 }, (_, n) => String.fromCharCode(97 + (n % 26))).join("");
    for (const length of [511, 512, 513, 1_000]) {
      expect(lastUnits("", text.slice(0, length))).toBe(text.slice(Math.max(0, length - 512), length));
    }
    expect(lastUnits(text, "")).toBe(text.slice(-512));
    expect(lastUnits("before", "x".repeat(1_024))).toBe("x".repeat(512));
    expect(lastUnits("before", `${text}${text}`)).toBe(text.slice(-512));
    expect(lastUnits(text.slice(0, 512), "x")).toBe(`${text.slice(1, 512)}x`);
  });
});

describe("a replay", () => {
  it("is dropped to the received position, and no further", () => {
    const filter = new SkipFilter(origin, at(4, 1));
    expect(filter.unitsLeft).toBe(4);
    expect(filter.apply("ab\n")).toBe("");
    expect(filter.unitsLeft).toBe(2);
    expect(filter.skipped).toBe(3);
    expect(filter.apply("cd\n\nef")).toBe("\nef");
    expect(filter.unitsLeft).toBe(0);
    expect(filter.skipped).toBe(6);
    expect(filter.apply("\ngh")).toBe("\ngh");
    expect(filter.skipped).toBe(6);
  });

  it("is dropped also where a piece ends exactly at the position", () => {
    const filter = new SkipFilter(origin, at(3, 1));
    expect(filter.apply("abc")).toBe("");
    expect(filter.unitsLeft).toBe(0);
    expect(filter.apply("\n")).toBe("");
    expect(filter.apply("\ndef")).toBe("\ndef");
    expect(filter.skipped).toBe(4);
  });

  it("need not have all newlines of the position: other text ends them", () => {
    const filter = new SkipFilter(origin, at(3, 2));
    expect(filter.apply("abc\ndef\n")).toBe("def\n");
    expect(filter.apply("\nghi")).toBe("\nghi");
  });

  it("that begins among the newlines of the position skips only those after its start", () => {
    expect(new SkipFilter(at(2, 1), at(2, 3)).apply("\n\n\nx")).toBe("\nx");
    expect(new SkipFilter(at(2, 3), at(2, 1)).apply("\nx")).toBe("\nx");
    expect(new SkipFilter(at(1, 1), at(2, 2)).apply("b\n\n\nx")).toBe("\nx");
  });

  it("that begins after the position is new text", () => {
    const filter = new SkipFilter(at(5, 0), at(3, 2), "abc");
    expect(filter.apply("\n\nx")).toBe("\n\nx");
    expect(filter.skipped).toBe(0);
  });

  it("shows a newline only at the position, and only beyond those received", () => {
    const filter = new SkipFilter(origin, at(3, 1));
    expect(filter.showsNewline("\n\n\n")).toBe(false);
    filter.apply("abc");
    expect(filter.showsNewline("")).toBe(false);
    expect(filter.showsNewline("\n")).toBe(false);
    expect(filter.showsNewline("\nx\n")).toBe(false);
    expect(filter.showsNewline("\n\nx")).toBe(true);
  });
});

describe("a replay of another log", () => {
  const received = "line 1\nline 2\n";
  const recent = received.replaceAll("\n", "");
  const replayed = (pieces: ReadonlyArray<string>, expected: string): string => {
    const filter = new SkipFilter(origin, at(12, 1), expected);
    return pieces.map((piece) => filter.apply(piece)).join("");
  };

  it("is an error, however the pieces fall", () => {
    for (const other of ["line 1\nLINE 2\nnext\n", "LINE 1\nline 2\nnext\n", "line 1\nline 3\nnext\n"]) {
      for (let cut = 0; cut <= other.length; cut++) {
        expect(() => replayed([other.slice(0, cut), other.slice(cut)], recent)).toThrow(LogReset);
      }
    }
    expect(() => replayed(["line 1\nline 3\n"], recent)).toThrow(
      expect.objectContaining({
        reason: "different-text",
        message: expect.stringMatching(/log was replaced\. Start again without `from`/),
      }),
    );
  });

  it("is compared by the units that are known, be they few or many", () => {
    expect(replayed([`${received}next\n`], "2")).toBe("next\n");
    expect(replayed([`${received}next\n`], "")).toBe("next\n");
    expect(replayed([`${received}next\n`], `units of a line before, then ${recent}`)).toBe("next\n");
    expect(() => replayed([`${received}next\n`], "3")).toThrow(LogReset);
    expect(() => replayed([`${received}next\n`], "units before, then line 1line 3")).toThrow(LogReset);
  });

  it("is not an error for text after the position", () => {
    expect(replayed(["line 1\nline 2", "\n", "other", "\n"], recent)).toBe("other\n");
  });

  it("is an error only after the position is reached", () => {
    const filter = new SkipFilter(origin, at(12, 1), recent);
    expect(filter.apply("LINE 1\nLINE")).toBe("");
    expect(() => filter.apply(" 2\n")).toThrow(LogReset);
  });
});
