import type { MatrixRow } from "./row.ts";

/** A cell of the table: the rows that a version has under one name. */
const cellOf = (rows: ReadonlyArray<MatrixRow>): MatrixRow["result"] | "not run" => {
  if (rows.length === 0) return "not run";
  for (const result of ["failed", "absent"] as const) if (rows.some((row) => row.result === result)) return result;
  return "ok";
};

const tableOf = (rows: ReadonlyArray<MatrixRow>, versions: ReadonlyArray<string>): ReadonlyArray<string> => {
  const names = [...new Set(rows.map(({ row }) => row))];
  return [
    `| | ${versions.join(" | ")} |`,
    `| --- |${" --- |".repeat(versions.length)}`,
    ...names.map((name) => {
      const cells = versions.map((version) =>
        cellOf(rows.filter((row) => row.row === name && row.version === version)),
      );
      return `| ${name.replaceAll("|", String.raw`\|`)} | ${cells.join(" | ")} |`;
    }),
  ];
};

const reasonsOf = (rows: ReadonlyArray<MatrixRow>): ReadonlyArray<string> =>
  rows
    .filter(({ result }) => result !== "ok")
    .map(({ row, version, result, reason }) => `${version}, ${row}: ${result}: ${reason.replaceAll("\n", "\n  ")}`);

/** One table for each topology, a column a version, and below it why a cell is not `ok`. */
export const printedTables = (rows: ReadonlyArray<MatrixRow>, versions: ReadonlyArray<string>): string => {
  const parts: Array<string> = [];
  for (const topology of new Set(rows.map((row) => row.topology))) {
    const own = rows.filter((row) => row.topology === topology);
    parts.push("", topology, "", ...tableOf(own, versions), "", ...reasonsOf(own));
  }
  const ok = rows.filter(({ result }) => result === "ok").length;
  const absent = rows.filter(({ result }) => result === "absent").length;
  parts.push("", `${ok} ok, ${rows.length - ok - absent} failed, ${absent} absent`);
  return parts.join("\n");
};
