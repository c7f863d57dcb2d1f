import { describe, expect, it } from "vitest";
import { isPosition } from "../../../src/tail/position.ts";

const print = { bytes: 10, hash: "00112233445566aa" };
const anchor = { bytes: 50, rawLines: 6, units: 44, newlines: 1, head: print, tail: print };
const position = { version: 1, lines: 7, units: 60, newlines: 1, anchor };
const noCounts = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "1", null, undefined];

describe("a value from outside is a position", () => {
  it("when it has the shape of one, also at the log's start and without an anchor", () => {
    expect(isPosition(position)).toBe(true);
    expect(isPosition({ ...position, anchor: null })).toBe(true);
    expect(isPosition({ version: 1, lines: 0, units: 0, newlines: 0, anchor: null })).toBe(true);
    const none = { bytes: 0, hash: "" };
    const start = { bytes: 0, rawLines: 0, units: 0, newlines: 0, head: none, tail: none };
    expect(isPosition({ version: 1, lines: 0, units: 0, newlines: 0, anchor: start })).toBe(true);
  });

  it("not when it is no object", () => {
    for (const value of [undefined, null, 1, "position", true, () => position]) expect(isPosition(value)).toBe(false);
    expect(isPosition(Object.assign(() => undefined, position))).toBe(false);
  });

  it("not when it has another version", () => {
    for (const version of [0, 2, "1", undefined]) expect(isPosition({ ...position, version })).toBe(false);
  });

  it("not when a count is no count", () => {
    for (const key of ["lines", "units", "newlines"]) {
      for (const count of noCounts) {
        expect(isPosition({ ...position, [key]: count })).toBe(false);
        expect(isPosition({ ...position, anchor: null, [key]: count })).toBe(false);
      }
    }
    for (const key of ["bytes", "rawLines", "units", "newlines"]) {
      for (const count of noCounts) {
        expect(isPosition({ ...position, anchor: { ...anchor, [key]: count } })).toBe(false);
      }
    }
  });

  it("not when its anchor is no anchor", () => {
    for (const other of [undefined, 1, "anchor", true, {}, []]) {
      expect(isPosition({ ...position, anchor: other })).toBe(false);
    }
    expect(isPosition({ ...position, anchor: Object.assign(() => undefined, anchor) })).toBe(false);
  });

  it("not when a fingerprint is no fingerprint", () => {
    const others = [
      undefined,
      null,
      "00112233445566aa",
      {},
      { bytes: 10 },
      { hash: print.hash },
      { bytes: 10, hash: 5 },
      { bytes: -1, hash: print.hash },
      Object.assign(() => undefined, print),
    ];
    for (const key of ["head", "tail"]) {
      for (const other of others) {
        expect(isPosition({ ...position, anchor: { ...anchor, [key]: other } })).toBe(false);
      }
    }
  });
});
