import type { TailBatch } from "../tail/options.ts";

const done: IteratorResult<string, undefined> = { done: true, value: undefined };

/**
 * The lines of batches. An async generator with two nested loops would say the same, but its `return()` waits for a pending
 * `next()`, which in a quiet log may take for ever.
 */
export const iterateLines = (batches: AsyncIterator<TailBatch, undefined>): AsyncIterator<string, undefined> => {
  let lines: ReadonlyArray<string> = [];
  let at = 0;
  let last: Promise<unknown> | undefined;

  const step = async (): Promise<IteratorResult<string, undefined>> => {
    while (at >= lines.length) {
      const next = await batches.next();
      if (next.done === true) return done;
      ({ lines } = next.value);
      at = 0;
    }
    return { done: false, value: lines[at++] ?? "" };
  };

  return {
    next: () => {
      // The common case costs one promise: the line is there, and nobody waits for an earlier one.
      if (last === undefined && at < lines.length) return Promise.resolve({ done: false, value: lines[at++] ?? "" });
      const turn: Promise<IteratorResult<string, undefined>> = last === undefined ? step() : last.then(step, step);
      const settled = (): void => {
        if (last === turn) last = undefined;
      };
      last = turn;
      turn.then(settled, settled);
      return turn;
    },
    return: async () => {
      lines = [];
      await batches.return?.();
      return done;
    },
  };
};
