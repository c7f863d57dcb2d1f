import Table from "cli-table3";
import stringWidth from "string-width";

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** The number of rows in one table of cli-table3, whose time grows with the square of it. */
const rowsAtOnce = 50;

const widthOf = (cell: string): number => Math.max(...cell.split("\n").map((line) => stringWidth(line)));

/** The width of each column: that of its widest cell. */
export const columnWidths = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<number> => {
  const widths: Array<number> = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  return widths;
};

/**
 * A table without borders, with columns two spaces apart. A wide character counts as two. It lays out a long table in parts that have
 * the same widths: 10,000 rows as one took half a minute.
 */
export const plainTable = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = columnWidths(rows);
  const parts: Array<string> = [];
  for (let from = 0; from === 0 || from < rows.length; from += rowsAtOnce) {
    const table = new Table({
      chars: noBorders,
      colWidths: [...widths],
      style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    });
    for (const row of rows.slice(from, from + rowsAtOnce)) table.push([...row]);
    const lines = table.toString().split("\n");
    parts.push(...lines.map((line) => `${line.trimEnd()}\n`));
  }
  return parts.join("");
};
