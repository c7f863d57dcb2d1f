/** Runs `work` for each item, at most `limit` (at least one) at once, in order; gives the results in order. */
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
