/** A name without what spellings differ in: case, `_` and `-`. */
const plain = (name: string): string => name.replaceAll(/[_-]/g, "").toLowerCase();

/** The least number of inserted, deleted and replaced letters between two short names. */
const distance = (from: string, to: string): number => {
  let row: ReadonlyArray<number> = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced));
    }
    row = next;
  }
  return row[to.length]!;
};

/**
 * The name that the caller probably meant: the same letters in another case or with other separators, or at most a third of them
 * different. Code of its own rather than a package, because a client throws the error synchronously, so nothing can be loaded first.
 */
export const nearestName = (given: string, names: ReadonlyArray<string>): string | undefined => {
  const wanted = plain(given);
  if (wanted === "" || wanted.length > 40) return undefined;
  let best: string | undefined;
  let least = Math.floor(wanted.length / 3) + 0.5;
  for (const name of names) {
    const changes = distance(wanted, plain(name));
    if (changes >= least) continue;
    best = name;
    least = changes;
  }
  return best;
};

/** The known name that differs from this one only in case, `_` and `-`. */
export const respelled = (given: string, names: ReadonlyArray<string>): string | undefined =>
  names.find((name) => plain(name) === plain(given));
