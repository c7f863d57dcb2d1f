import { readFile } from "node:fs/promises";
import type { LogTail } from "@jobwire/core";
import { createR1Checker } from "@jobwire/testing/internal";
import { expect } from "vitest";

/** The lines of a log whose only line ending is `\n`. */
export const linesOf = async (logFile: string): Promise<ReadonlyArray<string>> => {
  const text = await readFile(logFile, "utf8");
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
};

/** Expects these lines to equal a log file: each line once, in order, whole. */
export const expectLines = async (lines: Iterable<string>, logFile: string): Promise<void> => {
  await using checker = createR1Checker(logFile);
  await checker.add(lines);
  const { ok, message } = await checker.finish();
  expect(ok, message).toBe(true);
};

/**
 * Follows a tail to its end and expects its lines to be the log file on the head's disk.
 *
 * @param onCount called with the number of lines so far
 */
export const readLog = async (
  tail: LogTail,
  logFile: string,
  onCount?: (lines: number) => void,
): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  for await (const batch of tail.batches()) {
    for (const line of batch.lines) lines.push(line);
    expect(batch.position.lines).toBe(lines.length);
    onCount?.(lines.length);
  }
  await expectLines(lines, logFile);
  return lines;
};
