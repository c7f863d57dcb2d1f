import type { Equivalent } from "./equivalents.ts";
import type { TestedMutant } from "./test-mutants.ts";

/** Killed mutants among all, in percent. */
export const shareKilled = (mutants: ReadonlyArray<TestedMutant>): number => {
  const killed = mutants.filter(({ outcome }) => outcome === "killed" || outcome === "timeout").length;
  return mutants.length === 0 ? 100 : (100 * killed) / mutants.length;
};

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf("/"))) || ".";

const columns = ["folder", "mutants", "killed", "timeout", "survived", "equivalent", "without coverage", "share"];

/** A table with a row for each folder. `killed` includes no timeouts, and `survived` no equivalents. */
export const table = (
  mutants: ReadonlyArray<TestedMutant>,
  equivalents: ReadonlyMap<string, Equivalent>,
  rowOf: (file: string) => string = folderOf,
): string => {
  const names = [...new Set(mutants.map(({ file }) => rowOf(file)))].toSorted();
  const rows = names.map((name) => {
    const own = mutants.filter(({ file }) => rowOf(file) === name);
    const count = (wanted: (mutant: TestedMutant) => boolean): string => String(own.filter(wanted).length);
    return [
      name,
      String(own.length),
      count(({ outcome }) => outcome === "killed"),
      count(({ outcome }) => outcome === "timeout"),
      count(({ outcome, id }) => outcome === "survived" && !equivalents.has(id)),
      count(({ id }) => equivalents.has(id)),
      count(({ outcome, id }) => outcome === "without coverage" && !equivalents.has(id)),
      `${shareKilled(own).toFixed(1)} %`,
    ];
  });
  const widths = columns.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [columns, ...rows]
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
    )
    .join("\n");
};

/** One line for a mutant that lives. */
export const survivorLine = ({ file, lineNumber, mutation, outcome }: TestedMutant): string =>
  `packages/core/src/${file}:${lineNumber} ${mutation}${outcome === "without coverage" ? " (without coverage)" : ""}`;
