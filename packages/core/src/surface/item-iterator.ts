const done: IteratorResult<never, undefined> = { done: true, value: undefined };

/**
 * Iterates over the items of batches, such as lines. An async generator with two nested loops would yield the same items, but its
 * `return()` waits for a pending `next()`, which may never settle in a quiet log.
 */
export const iterateItems = <Batch, Item>(
  batches: AsyncIterator<Batch, undefined>,
  itemsOf: (batch: Batch) => ReadonlyArray<Item>,
): AsyncIterator<Item, undefined> => {
  let items: ReadonlyArray<Item> = [];
  let at = 0;
  let last: Promise<unknown> | undefined;

  const step = async (): Promise<IteratorResult<Item, undefined>> => {
    while (at >= items.length) {
      const next = await batches.next();
      if (next.done === true) return done;
      items = itemsOf(next.value);
      at = 0;
    }
    return { done: false, value: items[at++] as Item };
  };

  return {
    next: () => {
      // The common case costs one promise: the line is ready, and no earlier call waits.
      if (last === undefined && at < items.length) return Promise.resolve({ done: false, value: items[at++] as Item });
      const turn: Promise<IteratorResult<Item, undefined>> = last === undefined ? step() : last.then(step, step);
      const settled = (): void => {
        if (last === turn) last = undefined;
      };
      last = turn;
      turn.then(settled, settled);
      return turn;
    },
    return: async () => {
      items = [];
      await batches.return?.();
      return done;
    },
  };
};
