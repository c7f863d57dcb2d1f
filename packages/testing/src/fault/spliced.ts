/** Yields the first `after` items, then `others`, then (`goOn`) the rest. */
export async function* spliced<T>(
  items: Iterable<T> | AsyncIterable<T>,
  after: number,
  others: readonly T[],
  continues: boolean,
): AsyncGenerator<T, void, undefined> {
  let given = 0;
  if (after === 0) yield* others;
  if (after > 0 || continues) {
    for await (const item of items) {
      yield item;
      given += 1;
      if (given !== after) continue;
      yield* others;
      if (!continues) return;
    }
  }
  // A shorter response gets them at its end.
  if (given < after) yield* others;
}
