/** A measurement at a moment, both in any unit. */
export interface Sample {
  readonly at: number;
  readonly value: number;
}

/** The slope of the least-squares line through the samples. */
export const slopeOf = (samples: ReadonlyArray<Sample>): number => {
  const count = samples.length;
  if (count < 2) return 0;
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / count;
  const meanValue = samples.reduce((sum, { value }) => sum + value, 0) / count;
  let over = 0;
  let under = 0;
  for (const { at, value } of samples) {
    over += (at - meanAt) * (value - meanValue);
    under += (at - meanAt) ** 2;
  }
  return under === 0 ? 0 : over / under;
};
