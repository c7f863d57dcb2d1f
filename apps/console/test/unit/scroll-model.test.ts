import { expect, test } from "vitest";
import { offsetAt, thumbOf } from "../../src/log/scroll-model.ts";

test("the thumb shows the start, the middle and the end of a log of gigabytes", () => {
  const size = 5e9;
  const at = (from: number, to: number) => thumbOf({ from, to, size, track: 500 });
  expect(at(0, 5000)).toEqual({ top: 0, height: 28 });
  expect(at(size - 5000, size)).toEqual({ top: 472, height: 28 });
  expect(at(size / 2, size / 2 + 5000).top).toBeCloseTo(236, 0);
});

test("a log that fits has no thumb to move", () => {
  expect(thumbOf({ from: 0, to: 100, size: 100, track: 500 })).toEqual({ top: 0, height: 500 });
  expect(thumbOf({ from: 0, to: 0, size: 0, track: 500 })).toEqual({ top: 0, height: 500 });
});

test("a place of the thumb is an offset, and back", () => {
  const model = { from: 0, to: 5000, size: 1_000_000, track: 400 };
  for (const top of [0, 1, 77, 200, 372]) {
    const from = offsetAt(top, model);
    expect(thumbOf({ ...model, from, to: from + 5000 }).top).toBeCloseTo(top, 0);
  }
  expect(offsetAt(-20, model)).toBe(0);
  expect(offsetAt(9999, model)).toBe(995_000);
});
