import { printReport } from "./program-report.ts";

/** Every list is read so many times; the report has the median. */
const TIMES = 9;

/** Reads a list several times, checks its length each time, and prints the median time as that of the stream. */
export const printRepeated = async (
  expected: number,
  read: () => Promise<{ readonly length: number }>,
): Promise<void> => {
  const began = performance.now();
  const times: Array<number> = [];
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now();
    const { length } = await read();
    times.push(performance.now() - from);
    if (length !== expected) throw new Error(`${length} rows instead of ${expected}`);
  }
  const streamMs = times.toSorted((a, b) => a - b)[TIMES >> 1] ?? Number.NaN;
  printReport({ lines: expected, streamMs, endMs: performance.now() - began });
};
