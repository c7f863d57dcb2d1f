import { expect, test } from "vitest";
import { nextCursor } from "../../src/streams/cursor.ts";

const start = Date.UTC(2024, 9, 9);

test("a cursor is the number of the interval", () => {
  expect(nextCursor(undefined, start)).toBe("0");
  expect(nextCursor(undefined, start + 19_999)).toBe("0");
  expect(nextCursor("3", start + 200_000)).toBe("10");
});

test("a cursor that is not behind gets a greater one, at most an hour ahead", () => {
  for (const random of [0, 0.5, 0.999]) {
    const next = Number(nextCursor("10", start + 200_000, () => random));
    expect(next).toBeGreaterThan(10);
    expect(next).toBeLessThanOrEqual(10 + 180);
  }
  expect(Number(nextCursor("12", start + 200_000, () => 0))).toBe(13);
});

test("nonsense is no cursor", () => {
  for (const given of ["", "-1", "1e9", "x", "9".repeat(40)]) expect(nextCursor(given, start + 200_000)).toBe("10");
});
