import { appendFileSync, readFileSync, truncateSync } from "node:fs";
import type { RayJobHandleJson, TailPosition } from "jobwire";

/** What a task must know after a restart. Each record is one line of JSON, appended in one write. */
export type JournalRecord =
  /** The id of the job, chosen before the submit: whatever happens to the submit, the job can be found. */
  | { readonly type: "chosen"; readonly submissionId: string }
  | { readonly type: "submitted"; readonly handle: RayJobHandleJson }
  /** Lines and the position after them are one record: neither can be stored without the other. */
  | { readonly type: "lines"; readonly lines: ReadonlyArray<string>; readonly position: TailPosition }
  | { readonly type: "ended"; readonly status: string };

/** Reads the records of earlier runs, and removes a last one that a killed process wrote in part. */
export const readJournal = (file: string): Array<JournalRecord> => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const whole = bytes.lastIndexOf("\n") + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalRecord);
};

/** Appends a record. */
export const writeRecord = (file: string, record: JournalRecord): void =>
  appendFileSync(file, `${JSON.stringify(record)}\n`);
