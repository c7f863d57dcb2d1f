/** One line of the benchmark's table. */
export interface Figure {
  readonly name: string;
  /** The value in `unit`. Null when this machine cannot measure it; `detail` has the reason. */
  readonly value: number | null;
  readonly unit: string;
  /** The goal as text, such as `<= 1.3`. */
  readonly goal: string;
  readonly met: boolean | null;
  /** The measurements behind the figure. */
  readonly detail: string;
}

/** A figure with an upper goal. */
export const atMost = (name: string, value: number, limit: number, unit: string, detail: string): Figure => ({
  name,
  value,
  unit,
  goal: `<= ${limit}`,
  met: value <= limit,
  detail,
});

/** A figure with a lower goal. */
export const atLeast = (name: string, value: number, limit: number, unit: string, detail: string): Figure => ({
  name,
  value,
  unit,
  goal: `>= ${limit}`,
  met: value >= limit,
  detail,
});

/** A figure that this machine cannot measure. */
export const notTaken = (name: string, unit: string, goal: string, why: string): Figure => ({
  name,
  value: null,
  unit,
  goal,
  met: null,
  detail: why,
});

/** The middle value; the mean of the two middle ones of an even number. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 1 ? upper : sorted[middle - 1];
  if (upper === undefined || lower === undefined) throw new Error("the median of nothing");
  return (upper + lower) / 2;
};
