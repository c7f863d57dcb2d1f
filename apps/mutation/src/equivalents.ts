import { readFileSync } from "node:fs";
import type { Mutant } from "./mutants.ts";

/** A mutant that no test can distinguish from the original, with the reason. */
export interface Equivalent {
  /** Relative to packages/core/src. */
  readonly file: string;
  /** The source line at which the change begins, trimmed. */
  readonly line: string;
  /** As `--list-survivors` prints it. */
  readonly mutation: string;
  /** Which one, counted from 1, when the file has the same line and mutation more than once. */
  readonly occurrence?: number;
  readonly reason: string;
}

/** Reads the checked-in list. */
export const readEquivalents = (file: string): ReadonlyArray<Equivalent> =>
  JSON.parse(readFileSync(file, "utf8")) as ReadonlyArray<Equivalent>;

/** The listed mutants with their entries, and what is wrong with the list. */
export interface Matched {
  readonly byId: ReadonlyMap<string, Equivalent>;
  readonly faults: ReadonlyArray<string>;
}

/**
 * Finds the mutant of each entry. An entry whose file is among `files` must match exactly one mutant; entries of other files are
 * not looked at.
 */
export const matchEquivalents = (
  entries: ReadonlyArray<Equivalent>,
  mutants: ReadonlyArray<Mutant>,
  files: ReadonlySet<string>,
): Matched => {
  const byId = new Map<string, Equivalent>();
  const faults: Array<string> = [];
  for (const entry of entries) {
    if (!files.has(entry.file)) continue;
    const same = mutants.filter(
      ({ file, line, mutation }) => file === entry.file && line === entry.line && mutation === entry.mutation,
    );
    const fitting = entry.occurrence === undefined ? same : same.slice(entry.occurrence - 1, entry.occurrence);
    const [mutant] = fitting;
    const name = `${entry.file}: ${entry.line} (${entry.mutation})`;
    if (mutant === undefined)
      faults.push(`equivalent.json lists a mutant that the source no longer has. Remove it: ${name}`);
    else if (fitting.length > 1) {
      faults.push(`equivalent.json matches ${fitting.length} mutants. Add "occurrence" to choose one: ${name}`);
    } else if (byId.has(mutant.id)) faults.push(`equivalent.json lists a mutant twice. Remove one entry: ${name}`);
    else if (entry.reason.trim() === "") faults.push(`equivalent.json has an entry without a reason. Add it: ${name}`);
    else byId.set(mutant.id, entry);
  }
  return { byId, faults };
};
