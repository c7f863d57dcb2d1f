/** Edits between two words: a changed, missing, extra or swapped character each. */
const distance = (one: string, other: string): number => {
  let beforeLast: ReadonlyArray<number> = [];
  let last: ReadonlyArray<number> = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[other.length] ?? 0;
};

/** A longer word is no misspelling of an option's value, and the time grows with the square of the length. */
const maxLength = 60;

/** ` Did you mean "FAILED"?` for a word close to one of the known ones; otherwise empty. Ignores case. */
export const didYouMean = (word: string, known: ReadonlyArray<string>): string => {
  if (word.length > maxLength) return "";
  const byDistance = known
    .map((name) => ({ name, edits: distance(word.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [closest] = byDistance;
  const isClose = closest !== undefined && closest.edits <= Math.max(1, Math.floor(closest.name.length / 3));
  return isClose ? ` Did you mean "${closest.name}"?` : "";
};
