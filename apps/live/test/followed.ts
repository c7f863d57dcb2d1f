import type { LogTail } from "@jobwire/core";

/** A tail that a test reads to its end, also to an error. */
export interface Followed {
  /** Resolves when the lines so far meet the condition. Rejects when the tail ends first. */
  readonly has: (are: (lines: ReadonlyArray<string>) => boolean) => Promise<void>;
  /** All lines, and the tail's error, if any. */
  readonly end: Promise<{ readonly lines: ReadonlyArray<string>; readonly error: unknown }>;
}

/** Starts to read a tail. */
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
        if (ended) throw new Error("the tail ended before its lines met the condition", { cause: (await end).error });
        await changed.promise;
      }
    },
    end,
  };
};
