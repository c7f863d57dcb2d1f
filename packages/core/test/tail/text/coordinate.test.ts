import { describe, expect, it } from "vitest";
import { advance, type Coordinate, isSame, origin, reaches } from "../../../src/tail/text/coordinate.ts";

const at = (units: number, newlines: number): Coordinate => ({ units, newlines });

describe("a coordinate", () => {
  it("counts the units that are not newlines, then the newlines since the last of them", () => {
    expect(origin).toEqual(at(0, 0));
    expect(advance(origin, "")).toEqual(at(0, 0));
    expect(advance(origin, "\n\n")).toEqual(at(0, 2));
    expect(advance(origin, "a\nbc")).toEqual(at(3, 0));
    expect(advance(at(3, 1), "\n")).toEqual(at(3, 2));
    expect(advance(at(3, 2), "d\n\n\n")).toEqual(at(4, 3));
    expect(advance(at(3, 2), "")).toEqual(at(3, 2));
    expect(advance(at(3, 2), "\n\nd\n", 3)).toEqual(at(4, 1));
  });

  it("is the same however the text is cut", () => {
    const text = "a\n\nbc\n\n\n";
    for (let cut = 0; cut <= text.length; cut++) {
      expect(advance(advance(origin, text.slice(0, cut)), text.slice(cut))).toEqual(at(3, 3));
    }
  });

  it("reaches an earlier one and itself, and none after it", () => {
    expect(reaches(at(2, 1), at(2, 1))).toBe(true);
    expect(reaches(at(2, 2), at(2, 1))).toBe(true);
    expect(reaches(at(3, 0), at(2, 1))).toBe(true);
    expect(reaches(at(2, 0), at(2, 1))).toBe(false);
    expect(reaches(at(1, 5), at(2, 1))).toBe(false);
  });

  it("is the same only when both numbers are", () => {
    expect(isSame(at(2, 1), at(2, 1))).toBe(true);
    expect(isSame(at(2, 1), at(2, 0))).toBe(false);
    expect(isSame(at(2, 1), at(1, 1))).toBe(false);
    expect(isSame(at(2, 1), at(1, 2))).toBe(false);
  });
});
