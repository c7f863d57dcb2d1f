import type { LogTail } from "@jobwire/core";
import { createR1Checker } from "@jobwire/testing";
import { expect } from "vitest";
import { logFileOf } from "./live-ray.ts";

/** Expects these lines to be the job's log file: each line once, in order, whole. */
export const expectLines = async (lines: Iterable<string>, submissionId: string): Promise<void> => {
  await using checker = createR1Checker(logFileOf(submissionId));
  await checker.add(lines);
  const { ok, message } = await checker.finish();
  expect(ok, message).toBe(true);
};

/**
 * Follows a tail to its end and expects its lines to be the job's log file.
 *
 * @param onCount called with the number of lines so far
 */
export const readLog = async (
  tail: LogTail,
  submissionId: string,
  onCount?: (lines: number) => void,
): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  for await (const batch of tail.batches()) {
    for (const line of batch.lines) lines.push(line);
    expect(batch.position.lines).toBe(lines.length);
    onCount?.(lines.length);
  }
  await expectLines(lines, submissionId);
  return lines;
};
