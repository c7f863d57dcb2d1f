/**
 * What is proven about how many raw lines a file has, from answers to `lines=N`: one that begins with the file's first bytes says
 * "at most N", one that does not says "more than N". Counting needs no trust in the log's content, so it also holds for a log
 * that repeats itself. `atLeast` stays true for ever (a log only grows); `atMost` speaks of the time of its answer.
 */
export interface LineCount {
  readonly atLeast: number;
  readonly atMost: number;
}

/** What a probe with `lines=n` told. */
export const learn = (count: LineCount, n: number, showedHead: boolean): LineCount =>
  showedHead
    ? { atLeast: Math.min(count.atLeast, n), atMost: Math.min(count.atMost, n) }
    : { atLeast: Math.max(count.atLeast, n + 1), atMost: Math.max(count.atMost, n + 1) };

/** The number of lines, once the bracket has closed. */
export const exactCount = (count: LineCount): number | undefined =>
  count.atLeast === count.atMost ? count.atLeast : undefined;

const firstStep = 1000;

/**
 * The next N to ask for: a guess first (twice: it and one below, to prove it), then galloping up from what is known, then halving.
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
