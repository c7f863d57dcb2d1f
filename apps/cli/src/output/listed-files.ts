import type { LeftOutEntry } from "@jobwire/node";
import { cellOf } from "./cells.ts";
import { jsonLine } from "./json.ts";
import type { Output } from "./stdout.ts";

/** A local package as `--list-files` prints it. */
export interface ListedPackage {
  readonly field: string;
  readonly path: string;
  /** The name of the package. */
  readonly name: string;
  /** Null for an archive: Jobwire does not open it. */
  readonly files: ReadonlyArray<string> | null;
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** The number of entries left out, and by which kind of rule: `3 left out (2 by .gitignore, 1 by default excludes)`. */
export const leftOutSummary = (leftOut: ReadonlyArray<LeftOutEntry>): string => {
  const counts = new Map<string, number>();
  for (const { from } of leftOut) {
    const kind = from.slice(from.lastIndexOf("/") + 1);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, count]) => `${count} by ${kind}`);
  return leftOut.length === 0 ? "nothing left out" : `${leftOut.length} left out (${kinds.join(", ")})`;
};

/** Packages with their files (`+`) and the entries left out (`-`), one a line. As JSON one package a line. */
export const listedFiles = (packages: ReadonlyArray<ListedPackage>, json: boolean, output: Output): string => {
  if (json) return packages.map((one) => jsonLine(one)).join("");
  const cell = cellOf(output);
  const lines = packages.flatMap(({ field, path, name, files, leftOut }) => [
    `${field} ${cell(path)}: ${cell(name)}, ${files === null ? "an archive" : `${files.length} packed, ${leftOutSummary(leftOut)}`}`,
    ...(files ?? []).map((file) => `+ ${cell(file)}`),
    ...leftOut.map(({ path: left, rule, from }) => `- ${cell(left)}  (${cell(from)}: ${cell(rule)})`),
  ]);
  return lines.map((line) => `${line}\n`).join("");
};
