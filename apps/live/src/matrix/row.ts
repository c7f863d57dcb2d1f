import { readFile } from "node:fs/promises";

/** The result of one row of the matrix: one test of a topology on one version of Ray. */
export interface RowResult {
  /** The name of the test. */
  readonly row: string;
  /** `absent`: the test showed that this Ray itself cannot do it. */
  readonly result: "ok" | "failed" | "absent";
  readonly ms: number;
  /** What the test measured, such as numbers of requests. */
  readonly notes: ReadonlyArray<string>;
  /** Why the row failed or is absent; empty for `ok`. */
  readonly reason: string;
}

/** A row with the cell of the matrix that it belongs to. */
export interface MatrixRow extends RowResult {
  readonly version: string;
  readonly topology: string;
}

/** The variable that names the file to which {@link RowReporter} appends one {@link RowResult} a line. */
export const ROWS_FILE = "JOBWIRE_LIVE_ROWS";

/** The type of the annotation by which a test declares its row absent; any other annotation is a note. */
export const ABSENT = "absent";

/** Reads the rows that a run of vitest wrote. A run that wrote nothing has no rows. */
export const readRows = async (file: string): Promise<ReadonlyArray<RowResult>> => {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RowResult);
};
