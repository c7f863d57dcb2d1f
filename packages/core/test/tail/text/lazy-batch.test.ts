import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../../src/tail/position.ts";
import { startCursor } from "../../../src/tail/text/cursor.ts";
import { LazyBatch, type Place, type WholeLines } from "../../../src/tail/text/lazy-batch.ts";
import { LineDemand } from "../../../src/tail/text/line-demand.ts";

const before: Place = { lines: 2, at: { units: 10, newlines: 1 }, anchor: startCursor.anchor };
const after: Place = { lines: 5, at: { units: 16, newlines: 1 }, anchor: { ...startCursor.anchor, bytes: 21 } };
/** A position that shows the place that it was made from. */
const shownAs = ({ lines, at, anchor }: Place): TailPosition => ({
  version: 1,
  lines,
  ...at,
  anchor: { ...anchor, head: { bytes: 0, hash: "" }, tail: { bytes: 0, hash: "" } },
});
const { head } = startCursor;
const demand = new LineDemand();
const context = { demand, position: shownAs };
const batchOf = (whole: WholeLines): LazyBatch => new LazyBatch(whole, before, after, head, context);
const batch = (): LazyBatch => batchOf({ pieces: ["ab\n\nc", "def\n"], count: 3 });

describe("a batch", () => {
  it("has its lines without their ends, and makes them once", () => {
    const whole = batch();
    expect(whole.lines).toEqual(["ab", "", "cdef"]);
    expect(whole.lines).toBe(whole.lines);
    expect(whole.count).toBe(3);
    expect(whole.units).toBe(9);
    expect(batchOf({ pieces: ["\n"], count: 1 }).lines).toEqual([""]);
    expect(batchOf({ pieces: [""], count: 0 }).lines).toEqual([]);
    expect(batchOf({ pieces: [], count: 0 }).text).toBe("");
  });

  it("has the lines that were split already, and joins its text only when it is read", () => {
    const split = ["ab", "", "cdef"];
    const whole = batchOf({ pieces: ["ab\n\nc", "def\n"], count: 3, split });
    expect(whole.lines).toBe(split);
    expect(whole.text).toBe("ab\n\ncdef\n");
    expect(whole.text).toBe(whole.text);
  });

  it("shows the demand for lines", () => {
    demand.noteTaken();
    const whole = batch();
    expect([whole.text, whole.position.lines]).toEqual(["ab\n\ncdef\n", 5]);
    demand.noteTaken();
    expect(demand.wanted).toBe(false);
    expect(whole.lines.length).toBe(3);
    demand.noteTaken();
    expect(demand.wanted).toBe(true);
    demand.noteTaken();
    expect(demand.wanted).toBe(false);
  });

  it("as JSON has its text, its position and its shortened lines", () => {
    expect(JSON.parse(JSON.stringify(batch()))).toEqual({ text: "ab\n\ncdef\n", position: shownAs(after) });
    const shortened = [{ index: 0, action: "skipped", bytes: 20 }] as const;
    expect(JSON.parse(JSON.stringify(batch().first(3, 9, { text: "", count: 0, shortened })))).toMatchObject({
      shortened,
    });
  });

  it("makes its position only when it is read", () => {
    let made = 0;
    const position = (place: Place): TailPosition => {
      made++;
      return shownAs(place);
    };
    const lazy = new LazyBatch({ pieces: ["a\n"], count: 1 }, before, after, head, { demand, position });
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
