/** The value below which the share `q` (0 to 1) of the values lies, linear between two neighbours. Throws on no values. */
export const quantile = (values: ReadonlyArray<number>, q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const lower = sorted[Math.floor(place)];
  const upper = sorted[Math.ceil(place)];
  if (lower === undefined || upper === undefined) throw new RangeError("a quantile needs at least one value");
  return lower + (upper - lower) * (place - Math.floor(place));
};

/** The middle value; the mean of the two middle ones of an even number. */
export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5);

/** The median and the quartiles of measured values. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median with the first and the third quartile. */
export const spreadOf = (values: ReadonlyArray<number>): Spread => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});
