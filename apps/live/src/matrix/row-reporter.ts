/**
 * A reporter for vitest that prints one line a test and appends it to the file that `JOBWIRE_LIVE_ROWS` names. The matrix loads it by
 * its path.
 */
import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";
import { ABSENT, ROWS_FILE, type RowResult } from "./row.ts";

/** The first lines of an error, without colours. A reason stays readable below a table. */
const reasonOf = (message: string): string => {
  const plain = stripVTControlCharacters(message).trim();
  return plain.length > 1_000 ? `${plain.slice(0, 1_000)} …` : plain;
};

const rowOf = (test: TestCase): RowResult => {
  const { state, errors = [] } = test.result();
  const annotations = test.annotations();
  const absent = annotations.filter(({ type }) => type === ABSENT).map(({ message }) => message);
  const notes = annotations.filter(({ type }) => type !== ABSENT).map(({ message }) => message);
  const row = { row: test.name, ms: Math.round(test.diagnostic()?.duration ?? 0), notes };
  if (state !== "passed")
    return { ...row, result: "failed", reason: errors.map((error) => reasonOf(error.message)).join("\n") || state };
  if (absent.length > 0) return { ...row, result: "absent", reason: absent.join("; ") };
  return { ...row, result: "ok", reason: "" };
};

/** See the top of this file. */
export default class RowReporter implements Reporter {
  #write(row: RowResult): void {
    const file = process.env[ROWS_FILE];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
    const seconds = `${(row.ms / 1_000).toFixed(1)} s`;
    console.log(`${row.result.padEnd(6)}  ${seconds.padStart(8)}  ${[row.row, ...row.notes].join(" · ")}`);
    if (row.reason !== "") console.log(row.reason.replaceAll(/^/gm, "        "));
  }

  onTestCaseResult(test: TestCase): void {
    // The rows that `-t` leaves out.
    if (test.result().state !== "skipped") this.#write(rowOf(test));
  }

  // Errors of hooks and of the file itself belong to no test.
  onTestSuiteResult(suite: TestSuite): void {
    this.#errors(suite.fullName, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#errors(module.relativeModuleId, module.errors());
  }

  #errors(name: string, errors: ReadonlyArray<{ readonly message: string }>): void {
    for (const error of errors)
      this.#write({ row: name, result: "failed", ms: 0, notes: [], reason: reasonOf(error.message) });
  }
}
