import { describe, expect, it } from "vitest";
import { atLeast, atMost, goalText, verdictOf } from "../src/statistics/goal.ts";
import { pairedRatios } from "../src/statistics/paired-ratios.ts";
import { median, quantile, spreadOf } from "../src/statistics/quantile.ts";

describe("quantile", () => {
  it("interpolates between neighbours, in any order of the values", () => {
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(spreadOf([5])).toEqual({ median: 5, low: 5, high: 5 });
  });

  it("refuses no values", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("pairedRatios", () => {
  it("divides by the mean of the two neighbours", () => {
    expect(pairedRatios([10, 30, 10], [20, 10])).toEqual([1, 0.5]);
  });

  it("does not change when the machine becomes slower over time", () => {
    // Each bare run is slower than the one before by the same amount, and the other side is half as fast at each moment.
    expect(pairedRatios([10, 8, 6, 4], [4.5, 3.5, 2.5])).toEqual([0.5, 0.5, 0.5]);
  });

  it("needs a bare value before and after each", () => {
    expect(() => pairedRatios([1, 1], [1, 1])).toThrow(RangeError);
  });
});

describe("verdictOf", () => {
  const measured = { median: 0.8, low: 0.7, high: 0.9 };

  it("meets a goal by the median", () => {
    expect(verdictOf(measured, atLeast(0.8))).toBe("met");
    expect(verdictOf(measured, atMost(0.8))).toBe("met");
  });

  it("is close when the better quartile reaches the goal", () => {
    expect(verdictOf(measured, atLeast(0.9))).toBe("close");
    expect(verdictOf(measured, atMost(0.7))).toBe("close");
  });

  it("misses when no quartile reaches the goal", () => {
    expect(verdictOf(measured, atLeast(0.91))).toBe("missed");
    expect(verdictOf(measured, atMost(0.69))).toBe("missed");
  });

  it("has the goal as text", () => {
    expect(goalText(atLeast(0.85))).toBe(">= 0.85");
    expect(goalText(atMost(2))).toBe("<= 2");
  });
});
