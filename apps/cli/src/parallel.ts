/** Runs `work` for each item in order, at most `limit` at once (1 or more). Returns the results in the items' order. */
export const parallel = async <A, B>(
  items: ReadonlyArray<A>,
  limit: number,
  work: (item: A, index: number) => Promise<B>,
): Promise<ReadonlyArray<B>> => {
  const results: Array<B> = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
  return results;
};
