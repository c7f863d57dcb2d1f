import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../../src/tail/position.ts";
import { type Cursor, startCursor } from "../../../src/tail/text/cursor.ts";
import { hashBytes } from "../../../src/tail/text/fingerprint.ts";
import { LineAssembler } from "../../../src/tail/text/line-assembler.ts";
import { counted } from "../../../src/tail/text/newlines.ts";
import { utf8 } from "../../support/log-text.ts";

const from: TailPosition = { version: 1, lines: 7, units: 60, newlines: 2, anchor: null };
const fromStart = (): LineAssembler => new LineAssembler(startCursor, { placed: true });

describe("the lines of received text", () => {
  it("are in a batch once their newline has arrived", () => {
    const lines = fromStart();
    expect(lines.batch(startCursor)).toBeUndefined();
    lines.push(counted("ab"));
    expect(lines.batch(startCursor)).toBeUndefined();
    expect(lines.partUnits).toBe(2);
    lines.push(counted("c\nd\nef"));
    lines.push(counted("g"));
    expect(lines.partUnits).toBe(3);
    expect(lines.batch(startCursor)).toMatchObject({ text: "abc\nd\n", count: 2 });
    expect(lines.batch(startCursor)).toBeUndefined();
    lines.push(counted("\n\n"));
    expect(lines.partUnits).toBe(0);
    expect(lines.batch(startCursor)).toMatchObject({ text: "efg\n\n", count: 2 });
    expect(lines.lines).toBe(4);
  });

  it("join in one batch when several pieces arrive before it is made", () => {
    const lines = fromStart();
    for (const piece of ["a\n", "b", "c\nd", "", "\n", "e"]) lines.push(counted(piece));
    expect(lines.batch(startCursor)).toMatchObject({ text: "a\nbc\nd\n", count: 3 });
    expect(lines.partUnits).toBe(1);
  });

  it("are the same when their text was split before", () => {
    const piece = fc
      .array(fc.constantFrom("a", "bc", "\n", "\n\n", "ü"), { maxLength: 6 })
      .map((parts) => parts.join(""));
    const steps = fc.array(fc.record({ piece, wantsLines: fc.boolean(), batch: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (all) => {
        const plain = fromStart();
        const split = fromStart();
        for (const { piece: text, wantsLines, batch } of all) {
          plain.push(counted(text));
          split.push(counted(text, wantsLines));
          expect(split.partUnits).toBe(plain.partUnits);
          expect(split.at).toEqual(plain.at);
          if (!batch) continue;
          const [expected, made] = [plain.batch(startCursor), split.batch(startCursor)];
          expect(made?.lines).toEqual(expected?.lines);
          expect(made?.text).toBe(expected?.text);
          expect(made?.units).toBe(expected?.text.length);
          expect(made?.position).toEqual(expected?.position);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("were split once when one piece completes them", () => {
    const lines = fromStart();
    lines.push(counted("a"));
    const whole = counted("b\nc\nd", true);
    lines.push(whole);
    expect(lines.batch(startCursor)?.lines).toBe(whole.split);
    expect(whole.split).toEqual(["ab", "c"]);
  });

  it("end with an unfinished line only when its end is known", () => {
    const lines = fromStart();
    lines.push(counted("a\nbc"));
    lines.endPart();
    expect(lines.batch(startCursor)).toMatchObject({ text: "a\nbc\n", count: 2 });
    lines.endPart();
    expect(lines.batch(startCursor)).toBeUndefined();
    expect(lines.at).toEqual({ units: 3, newlines: 1 });
  });
});

describe("positions of lines", () => {
  it("begin at the log's start", () => {
    const lines = fromStart();
    expect(lines.at).toEqual({ units: 0, newlines: 0 });
    expect(lines.position).toMatchObject({ version: 1, lines: 0, units: 0, newlines: 0 });
    lines.push(counted("ab\n\nc"));
    const batch = lines.batch(startCursor);
    expect(batch?.position).toMatchObject({ version: 1, lines: 2, units: 2, newlines: 2 });
    expect(lines.position).toEqual(batch?.position);
    expect(lines.at).toEqual({ units: 2, newlines: 2 });
  });

  it("begin where an earlier tail ended", () => {
    const lines = new LineAssembler(startCursor, { from, placed: true });
    expect(lines.lines).toBe(7);
    expect(lines.allLines).toBe(7);
    expect(lines.at).toEqual({ units: 60, newlines: 2 });
    lines.push(counted("\n"));
    expect(lines.batch(startCursor)?.position).toMatchObject({ lines: 8, units: 60, newlines: 3 });
  });

  it("have the anchor of the cursor with which the batch was made", () => {
    const anchor = { bytes: 3, rawLines: 1, units: 2, newlines: 1, tail: { bytes: utf8("ab\n") } };
    const moved: Cursor = { ...startCursor, anchor, head: { bytes: utf8("ab\n") } };
    const print = { bytes: 3, hash: hashBytes(utf8("ab\n")) };
    const none = { bytes: 0, hash: hashBytes(utf8("")) };
    const lines = fromStart();
    expect(lines.position.anchor).toEqual({ bytes: 0, rawLines: 0, units: 0, newlines: 0, head: none, tail: none });
    lines.push(counted("ab\n"));
    const batch = lines.batch(moved);
    const expected = { bytes: 3, rawLines: 1, units: 2, newlines: 1, head: print, tail: print };
    expect(batch?.position.anchor).toEqual(expected);
    expect(lines.position.anchor).toEqual(expected);
    // A batch that exists keeps its anchor.
    lines.push(counted("c\n"));
    lines.batch(startCursor);
    expect(batch?.position.anchor).toEqual(expected);
  });

  it("have no anchor where the log's start was not read", () => {
    const lines = new LineAssembler(startCursor, { placed: false });
    lines.push(counted("ab\n"));
    expect(lines.batch(startCursor)?.position).toEqual({ version: 1, lines: 1, units: 2, newlines: 1, anchor: null });
    expect(lines.position.anchor).toBeNull();
  });

  it("count from the first line that is not passed over, also in batches that exist already", () => {
    const lines = fromStart();
    lines.push(counted("a\nb\nc\n"));
    const batch = lines.batch(startCursor);
    lines.passOver(2);
    expect(batch?.position).toMatchObject({ lines: 1, units: 3 });
    expect(lines.position).toMatchObject({ lines: 1, units: 3 });
    expect(lines.lines).toBe(1);
    expect(lines.allLines).toBe(3);
  });
});
