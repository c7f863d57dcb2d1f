import type { ProjectRow } from "./run-project.ts";

const megabytes = (bytes: number | undefined): string => (bytes === undefined ? "" : (bytes / 1e6).toFixed(2));

/** The rows as a table for people. */
export const projectTable = (rows: ReadonlyArray<ProjectRow>): string => {
  const cells = [
    ["fresh project", "", "own MB", "in all MB", "packages", "import ms", "seconds"],
    ...rows.map(({ name, fault, size, importMs, ms }) => [
      name,
      fault === undefined ? "ok" : "FAILED",
      megabytes(size?.ownBytes),
      megabytes(size?.totalBytes),
      String(size?.packages ?? ""),
      importMs?.toFixed(0) ?? "",
      (ms / 1000).toFixed(1),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) => row.map((cell, column) => cell[column < 2 ? "padEnd" : "padStart"](widths[column] ?? 0)).join("  "))
    .join("\n");
};
