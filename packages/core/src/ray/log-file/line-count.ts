/**
 * The number of raw lines of a file, proven by the responses to `lines=N`. A response that begins with the file's first
 * bytes proves "at most N"; any other proves "more than N". This does not depend on the log's content, so it also holds for a log
 * that repeats itself. `atLeast` stays true, since a log only grows; `atMost` was true at the time of its response.
 */
export interface LineCount {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Adds the proof of a response to `lines=n`. */
export const learn = (count: LineCount, n: number, showedHead: boolean): LineCount =>
  showedHead
    ? { atLeast: Math.min(count.atLeast, n), atMost: Math.min(count.atMost, n) }
    : { atLeast: Math.max(count.atLeast, n + 1), atMost: Math.max(count.atMost, n + 1) };

/** The number of lines, once both limits are equal. */
export const exactCount = (count: LineCount): number | undefined =>
  count.atLeast === count.atMost ? count.atLeast : undefined;

const firstStep = 1000;

/**
 * The next N to request: a guess first (it and one below it, to prove it), then growing steps from the known lines, then halving.
 */
export const nextProbe = (count: LineCount, known: number, guess: number | undefined, tries: number): number => {
  if (guess !== undefined) {
    if (guess >= count.atLeast && guess < count.atMost) return guess;
    if (guess === count.atMost && guess > count.atLeast) return guess - 1;
  }
  if (count.atMost === Number.POSITIVE_INFINITY)
    return Math.max(count.atLeast, known) + firstStep * 4 ** Math.min(tries, 12);
  return count.atLeast + Math.floor((count.atMost - count.atLeast) / 2);
};
