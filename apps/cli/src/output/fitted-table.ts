import stringWidth from "string-width";
import { fitText } from "./fit-text.ts";
import { plainTable } from "./job-table.ts";
import { type Style, styled as styledText } from "../terminal/style.ts";
import type { Output } from "./stdout.ts";

/** A column of a table of jobs. */
export interface Column<Row> {
  readonly title: string;
  /** The text of a cell, safe for the output and on one line. */
  readonly text: (row: Row) => string;
  readonly style?: (row: Row) => Style;
  /** Only the wide table has it. */
  readonly isWide?: boolean;
  /** The column that a table cuts to fit the terminal. The last one with this mark is cut. */
  readonly isCut?: boolean;
}

const gap = 2;
/** A narrower cell is of no use; the lines wrap instead. */
const minCutWidth = 12;
/** The width of a terminal that does not report it. */
const defaultWidth = 80;

const widthOf = (cells: ReadonlyArray<string>): number =>
  cells.reduce((most, cell) => Math.max(most, stringWidth(cell)), 0);

/** The width that one column may have so that all fit; infinite when nothing must be cut. */
const cutWidth = (columns: ReadonlyArray<ReadonlyArray<string>>, at: number, total: number): number => {
  if (at === -1) return Number.POSITIVE_INFINITY;
  const others = columns.reduce((sum, cells, index) => sum + (index === at ? 0 : widthOf(cells) + gap), 0);
  return Math.max(minCutWidth, total - others);
};

/**
 * Rows as a table. On a terminal it has the terminal's width and one column is cut for that, unless it is `wide`. Elsewhere nothing is
 * cut.
 */
export const fittedTable = <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>,
  { stream, isTerminal }: Output,
  wide: boolean,
): string => {
  const shown = columns.filter(({ isWide }) => wide || isWide !== true);
  const cells = shown.map(({ title, text }) => [title, ...rows.map(text)]);
  const cutAt = isTerminal && !wide ? shown.findLastIndex(({ isCut }) => isCut === true) : -1;
  const width = cutWidth(cells, cutAt, stream.columns ?? defaultWidth);
  const styled = shown.map(({ style }, at) =>
    (cells[at] ?? []).map((cell, row) => {
      const fitted = at === cutAt ? fitText(cell, width) : cell;
      const of = rows[row - 1];
      if (of === undefined) return styledText("bold", fitted, stream);
      return style === undefined ? fitted : styledText(style(of), fitted, stream);
    }),
  );
  const [head = [], ...body] = [...Array(rows.length + 1).keys()].map((row) =>
    styled.map((column) => column[row] ?? ""),
  );
  return plainTable(head, body);
};
