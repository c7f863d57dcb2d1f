import type { LogTail } from "@jobwire/core";

/** A tail that is read to its end, however it ends. */
export interface Followed {
  /** Resolves as soon as the lines so far are as asked, and rejects when the tail ended before. */
  readonly has: (are: (lines: ReadonlyArray<string>) => boolean) => Promise<void>;
  /** All lines, and the error that the tail ended with, if any. */
  readonly end: Promise<{ readonly lines: ReadonlyArray<string>; readonly error: unknown }>;
}

/** Begins to read a tail. */
export const followed = (tail: LogTail): Followed => {
  const lines: Array<string> = [];
  let changed = Promise.withResolvers<void>();
  let ended = false;
  const read = async (): Promise<{ readonly lines: ReadonlyArray<string>; readonly error: unknown }> => {
    try {
      for await (const batch of tail.batches()) {
        for (const line of batch.lines) lines.push(line);
        changed.resolve();
        changed = Promise.withResolvers();
      }
      return { lines, error: undefined };
    } catch (error) {
      return { lines, error };
    } finally {
      ended = true;
      changed.resolve();
    }
  };
  const end = read();
  return {
    has: async (are) => {
      while (!are(lines)) {
        if (ended) throw new Error("the tail ended before it had the lines asked for", { cause: (await end).error });
        await changed.promise;
      }
    },
    end,
  };
};
