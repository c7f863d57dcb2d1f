import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../../src/tail/position.ts";
import { startCursor } from "../../../src/tail/text/cursor.ts";
import { LazyBatch, type Place } from "../../../src/tail/text/lazy-batch.ts";

const before: Place = { lines: 2, at: { units: 10, newlines: 1 }, anchor: startCursor.anchor };
const after: Place = { lines: 5, at: { units: 16, newlines: 1 }, anchor: { ...startCursor.anchor, bytes: 21 } };
/** A position that shows the place that it was made from. */
const shownAs = ({ lines, at, anchor }: Place): TailPosition => ({
  version: 1,
  lines,
  ...at,
  anchor: { ...anchor, head: { bytes: 0, hash: "" }, tail: { bytes: 0, hash: "" } },
});
const batch = (): LazyBatch => new LazyBatch({ text: "ab\n\ncdef\n", count: 3 }, before, after, shownAs);

describe("a batch", () => {
  it("has its lines without their ends, and makes them once", () => {
    const whole = batch();
    expect(whole.lines).toEqual(["ab", "", "cdef"]);
    expect(whole.lines).toBe(whole.lines);
    expect(whole.count).toBe(3);
    expect(new LazyBatch({ text: "\n", count: 1 }, before, after, shownAs).lines).toEqual([""]);
    expect(new LazyBatch({ text: "", count: 0 }, before, after, shownAs).lines).toEqual([]);
  });

  it("makes its position only when it is read", () => {
    let made = 0;
    const lazy = new LazyBatch({ text: "a\n", count: 1 }, before, after, (place) => {
      made++;
      return shownAs(place);
    });
    expect(made).toBe(0);
    expect(lazy.position).toEqual(shownAs(after));
    expect(made).toBe(1);
  });

  it("without its first lines ends at the same place", () => {
    const rest = batch().without(2);
    expect(rest).toMatchObject({ text: "cdef\n", count: 1, lines: ["cdef"] });
    expect(rest.position).toEqual(shownAs(after));
    expect(batch().without(0)).toMatchObject({ text: "ab\n\ncdef\n", count: 3 });
  });

  it("without its first lines begins after them", () => {
    const rest = batch().without(1).first(1, 1, { text: "\n", count: 1, shortened: [] });
    expect(rest.position).toEqual(shownAs({ lines: 4, at: { units: 12, newlines: 2 }, anchor: before.anchor }));
  });

  it("cut to its first lines ends after them, and keeps the anchor before it", () => {
    const first = batch().first(2, 4, { text: "ab\n\n", count: 2, shortened: [] });
    expect(first.lines).toEqual(["ab", ""]);
    expect(first.position).toEqual(shownAs({ lines: 4, at: { units: 12, newlines: 2 }, anchor: before.anchor }));
  });

  it("with all its lines ends at its end, also when some are not shown", () => {
    const shown = batch().first(3, 9, { text: "ab\n\n", count: 2, shortened: [] });
    expect(shown).toMatchObject({ text: "ab\n\n", count: 2 });
    expect(shown.position).toEqual(shownAs(after));
  });

  it("reports shortened lines, and has no such property without any", () => {
    const shortened = [{ index: 0, action: "skipped", bytes: 20 }] as const;
    expect(batch().first(3, 9, { text: "", count: 0, shortened }).shortened).toEqual(shortened);
    expect("shortened" in batch().first(3, 9, { text: "", count: 0, shortened: [] })).toBe(false);
    expect("shortened" in batch()).toBe(false);
  });
});
