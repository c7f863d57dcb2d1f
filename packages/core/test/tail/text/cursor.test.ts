import { describe, expect, it } from "vitest";
import type { TailPosition } from "../../../src/tail/position.ts";
import { anchorJson, cursorAt, fileAnchorOf, headWith, startCursor, withText } from "../../../src/tail/text/cursor.ts";
import { hashBytes, type Known, nothingKnown } from "../../../src/tail/text/fingerprint.ts";
import { utf8 } from "../../support/log-text.ts";

const position: TailPosition = {
  version: 1,
  lines: 7,
  units: 60,
  newlines: 1,
  anchor: {
    bytes: 50,
    rawLines: 6,
    units: 44,
    newlines: 1,
    head: { bytes: 50, hash: "00112233445566aa" },
    tail: { bytes: 50, hash: "00112233445566bb" },
  },
};

describe("the cursor", () => {
  it("begins with nothing", () => {
    const start = {
      received: { units: 0, newlines: 0 },
      anchor: { bytes: 0, rawLines: 0, units: 0, newlines: 0, tail: { bytes: utf8("") } },
      anchorLines: 0,
      head: { bytes: utf8("") },
      recent: "",
    };
    expect(startCursor).toEqual(start);
    expect(cursorAt(undefined)).toEqual(start);
    expect(cursorAt({ ...position, anchor: null })).toEqual(start);
  });

  it("continues at a stored position, with the fingerprints that it has", () => {
    expect(cursorAt(position)).toEqual({
      received: { units: 60, newlines: 1 },
      anchor: { bytes: 50, rawLines: 6, units: 44, newlines: 1, tail: { print: position.anchor?.tail } },
      anchorLines: 7,
      head: { print: position.anchor?.head },
      recent: undefined,
    });
  });

  it("learns the bytes anew where the stored position has no fingerprint of any", () => {
    const none = { bytes: 0, hash: hashBytes(utf8("")) };
    const anchor = { bytes: 0, rawLines: 0, units: 0, newlines: 0, head: none, tail: none };
    const { head, anchor: at } = cursorAt({ ...position, anchor });
    expect(head).toEqual(nothingKnown);
    expect(at.tail).toEqual(nothingKnown);
  });

  it("goes into a position and back", () => {
    const { anchor, head } = cursorAt(position);
    expect(anchorJson(anchor, head)).toEqual(position.anchor);
    const known = { ...anchor, tail: { bytes: utf8("tail\n") } };
    expect(anchorJson(known, { bytes: utf8("head\n") })).toEqual({
      bytes: 50,
      rawLines: 6,
      units: 44,
      newlines: 1,
      head: { bytes: 5, hash: hashBytes(utf8("head\n")) },
      tail: { bytes: 5, hash: hashBytes(utf8("tail\n")) },
    });
    expect(JSON.parse(JSON.stringify(anchorJson(anchor, head)))).toEqual(position.anchor);
  });

  it("has an anchor for the log file", () => {
    const { anchor, head } = cursorAt(position);
    expect(fileAnchorOf(cursorAt(position))).toEqual({ bytes: 50, rawLines: 6, head, tail: anchor.tail });
  });

  it("moves with text, and remembers the last units", () => {
    const first = withText(startCursor, { units: 4, newlines: 1 }, "ab\ncd\n");
    expect(first).toEqual({ ...startCursor, received: { units: 4, newlines: 1 }, recent: "abcd" });
    expect(withText(first, { units: 5, newlines: 0 }, "e").recent).toBe("abcde");
    expect(withText(first, { units: 4, newlines: 2 }, "").recent).toBe("abcd");
  });

  it("knows no recent units after a restore, until new text arrives", () => {
    const restored = cursorAt(position);
    expect(withText(restored, restored.received, "").recent).toBeUndefined();
    expect(withText(restored, { units: 63, newlines: 0 }, "\nabc").recent).toBe("abc");
  });
});

describe("the first bytes of a file", () => {
  const file = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);
  const upTo = (bytes: number): Known => ({ bytes: file.slice(0, bytes) });

  it("grow with each piece, to 4 KiB", () => {
    expect(headWith(nothingKnown, file.subarray(0, 100), 0)).toEqual(upTo(100));
    expect(headWith(upTo(100), file.subarray(100, 150), 100)).toEqual(upTo(150));
    expect(headWith(upTo(100), file.subarray(100), 100)).toEqual(upTo(4_096));
    expect(headWith(upTo(4_095), file.subarray(4_095), 4_095)).toEqual(upTo(4_096));
    expect(headWith(nothingKnown, file, 0)).toEqual(upTo(4_096));
  });

  it("grow by the part of a piece that was not read before", () => {
    expect(headWith(upTo(100), file.subarray(60, 150), 60)).toEqual(upTo(150));
    expect(headWith(upTo(100), file.subarray(60, 9_000), 60)).toEqual(upTo(4_096));
    expect(headWith(upTo(100), file.subarray(0, 101), 0)).toEqual(upTo(101));
  });

  it("stay as they are, without a copy, when the piece adds none", () => {
    const few = upTo(100);
    expect(headWith(few, file.subarray(0, 100), 0)).toBe(few);
    expect(headWith(few, file.subarray(0, 60), 0)).toBe(few);
    expect(headWith(few, file.subarray(60, 100), 60)).toBe(few);
    const all = upTo(4_096);
    expect(headWith(all, file.subarray(4_000), 4_000)).toBe(all);
    expect(headWith(all, file.subarray(4_096), 4_096)).toBe(all);
  });

  it("stay as they are when bytes are missing before the piece", () => {
    const few = upTo(100);
    expect(headWith(few, file.subarray(101, 300), 101)).toBe(few);
  });

  it("stay a fingerprint when only that is known", () => {
    const stored: Known = { print: { bytes: 100, hash: hashBytes(file.subarray(0, 100)) } };
    expect(headWith(stored, file.subarray(100, 200), 100)).toBe(stored);
  });
});
