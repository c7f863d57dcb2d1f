/**
 * The ratio of each value to the mean of its two neighbours in the series bare, other, bare, other, …, bare. So a change of the
 * machine's load during the series touches both sides alike.
 *
 * @param bare one value more than `others`
 */
export const pairedRatios = (bare: ReadonlyArray<number>, others: ReadonlyArray<number>): ReadonlyArray<number> => {
  if (bare.length !== others.length + 1) {
    throw new RangeError(`${others.length} values need ${others.length + 1} bare ones around them, not ${bare.length}`);
  }
  return others.map((value, i) => value / (((bare[i] ?? Number.NaN) + (bare[i + 1] ?? Number.NaN)) / 2));
};
