import { afterEach, describe, expect, it, vi } from "vitest";
import { LineLimit } from "../../../src/tail/text/line-limit.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a line limit in bytes", () => {
  it("knows that three bytes a unit are always enough", () => {
    const limit = new LineLimit(9, "truncate");
    expect([0, 1, 3, 4].map((units) => limit.surelyWithin(units))).toEqual([true, true, true, false]);
  });

  it("does not encode a line that is short enough in any script", () => {
    const encode = vi.spyOn(TextEncoder.prototype, "encode");
    const limit = new LineLimit(9, "error");
    expect(limit.apply("한글자")).toBeUndefined();
    expect(encode).not.toHaveBeenCalled();
    expect(limit.apply("한글자들")).toEqual({ policy: "error", shown: undefined, bytes: 12 });
  });

  it("lets a line of exactly the limit through, and cuts one more byte off", () => {
    const limit = new LineLimit(4, "truncate");
    expect(limit.apply("abcd")).toBeUndefined();
    expect(limit.counts).toEqual({ truncated: 0, skipped: 0, bytesLeftOut: 0 });
    expect(limit.apply("abcde")).toEqual({ policy: "truncate", shown: "abcd", bytes: 5 });
    expect(limit.counts).toEqual({ truncated: 1, skipped: 0, bytesLeftOut: 1 });
  });

  it("never cuts a character in half", () => {
    const limit = new LineLimit(6, "truncate");
    expect(limit.apply("ab😀😀")).toEqual({ policy: "truncate", shown: "ab😀", bytes: 10 });
    expect(limit.apply("abc😀😀")).toEqual({ policy: "truncate", shown: "abc", bytes: 11 });
    expect(limit.counts).toEqual({ truncated: 2, skipped: 0, bytesLeftOut: 12 });
  });

  it("counts every line and byte that it leaves out", () => {
    const limit = new LineLimit(2, "skip");
    expect(limit.apply("abc")).toEqual({ policy: "skip", shown: undefined, bytes: 3 });
    expect(limit.apply("ab")).toBeUndefined();
    expect(limit.apply("abcd")).toEqual({ policy: "skip", shown: undefined, bytes: 4 });
    expect(limit.counts).toEqual({ truncated: 0, skipped: 2, bytesLeftOut: 7 });
  });

  it("leaves the counts alone where a long line is an error", () => {
    const limit = new LineLimit(2, "error");
    expect(limit.apply("abc")).toMatchObject({ policy: "error" });
    expect(limit.counts).toEqual({ truncated: 0, skipped: 0, bytesLeftOut: 0 });
  });
});
