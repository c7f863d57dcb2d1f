/** Chooses `count` of `all`, the same ones for the same seed, in their order. */
export const sample = <A>(all: ReadonlyArray<A>, count: number, seed: number): ReadonlyArray<A> => {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  // xorshift32: random enough to choose by, and the same on every machine.
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  const chosen = new Set(
    all
      .map((_, index) => ({ index, order: next() }))
      .toSorted((a, b) => a.order - b.order)
      .slice(0, count)
      .map(({ index }) => index),
  );
  return all.filter((_, index) => chosen.has(index));
};
