import { describe, expect, it } from "vitest";
import { TextAfter } from "../../../src/tail/live/text-after.ts";
import type { Coordinate } from "../../../src/tail/text/coordinate.ts";

const log = "ab\ncd\n\n\nefgh\ni";

/** The collected text when the log arrives in pieces of this size. */
const collect = (position: Coordinate, units: number, size: number): string => {
  const after = new TextAfter(position, units);
  for (let at = 0; at < log.length; at += size) after.push(log.slice(at, at + size));
  return after.text;
};

describe("the text after a position", () => {
  it.each([
    [{ units: 0, newlines: 0 }, 3, "ab\n"],
    [{ units: 1, newlines: 0 }, 4, "b\ncd"],
    [{ units: 2, newlines: 0 }, 2, "\nc"],
    [{ units: 2, newlines: 1 }, 2, "cd"],
    [{ units: 4, newlines: 1 }, 3, "\n\ne"],
    [{ units: 4, newlines: 3 }, 4, "efgh"],
    [{ units: 8, newlines: 1 }, 10, "i"],
    [{ units: 9, newlines: 0 }, 10, ""],
    [{ units: 20, newlines: 0 }, 10, ""],
    [{ units: 0, newlines: 0 }, 0, ""],
  ])("is the same however the log is cut into pieces (after %j, %i units)", (position, units, expected) => {
    for (let size = 1; size <= log.length; size++) expect(collect(position, units, size)).toBe(expected);
  });

  it("goes on over pieces until it has all units", () => {
    const after = new TextAfter({ units: 1, newlines: 0 }, 4);
    after.push("ab");
    expect(after.text).toBe("b");
    after.push("cd");
    expect(after.text).toBe("bcd");
    after.push("efg");
    expect(after.text).toBe("bcde");
    after.push("hij");
    expect(after.text).toBe("bcde");
  });
});
