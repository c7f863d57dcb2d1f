import { describe, expect, test } from "vitest";
import { LineLimit } from "../../src/tail/text/line-limit.ts";

const long = "한".repeat(7);

describe("a line above the limit", () => {
  test("is truncated at a character, marked and counted", () => {
    const limit = new LineLimit(10, "truncate");
    expect(limit.apply("0123456789")).toBeUndefined();
    expect(limit.apply(long)).toEqual({ policy: "truncate", shown: "한한한", bytes: 21 });
    expect(limit.apply("01234567890")).toEqual({ policy: "truncate", shown: "0123456789", bytes: 11 });
    expect(limit.counts).toEqual({ truncated: 2, skipped: 0, bytesLeftOut: 13 });
  });

  test("is skipped and counted", () => {
    const limit = new LineLimit(10, "skip");
    expect(limit.apply(long)).toEqual({ policy: "skip", shown: undefined, bytes: 21 });
    expect(limit.counts).toEqual({ truncated: 0, skipped: 1, bytesLeftOut: 21 });
  });

  test("is an error, of which nothing is let through", () => {
    const limit = new LineLimit(10, "error");
    expect(limit.apply(long)).toEqual({ policy: "error", shown: undefined, bytes: 21 });
    expect(limit.counts).toEqual({ truncated: 0, skipped: 0, bytesLeftOut: 0 });
  });

  test("defect 30: is measured in bytes, not in characters", () => {
    const limit = new LineLimit(10_240, "error");
    expect(limit.apply("x".repeat(10_240))).toBeUndefined();
    expect(limit.apply("x".repeat(10_241))).toMatchObject({ bytes: 10_241 });
    expect(limit.apply("한".repeat(3413))).toBeUndefined();
    expect(limit.apply("한".repeat(6000))).toMatchObject({ bytes: 18_000 });
  });
});
