import type { Spread } from "./quantile.ts";

/** What a measured value must reach: at least or at most `limit`. */
export interface Goal {
  readonly bound: "least" | "most";
  readonly limit: number;
}

/** `>= limit`. */
export const atLeast = (limit: number): Goal => ({ bound: "least", limit });

/** `<= limit`. */
export const atMost = (limit: number): Goal => ({ bound: "most", limit });

/** `close`: the median misses the goal, but the better quartile reaches it. `missed`: the better quartile misses it, too. */
export type Verdict = "met" | "close" | "missed";

const reaches = (value: number, { bound, limit }: Goal): boolean =>
  bound === "least" ? value >= limit : value <= limit;

/** Holds a measurement against its goal. */
export const verdictOf = (measured: Spread, goal: Goal): Verdict => {
  if (reaches(measured.median, goal)) return "met";
  return reaches(goal.bound === "least" ? measured.high : measured.low, goal) ? "close" : "missed";
};

/** Such as `>= 0.85`. */
export const goalText = ({ bound, limit }: Goal): string => `${bound === "least" ? ">=" : "<="} ${limit}`;
