/** A seeded source of numbers in [0, 1): the same seed produces the same numbers on every runtime (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number of at least 1 from an exponential distribution around `mean`. */
export function exponential(random: () => number, mean: number): number {
  return Math.max(1, Math.ceil(-Math.log(1 - random()) * mean));
}
