import { fitText } from "./fit-text.ts";
import { columnWidths } from "./plain-table.ts";
import { titledTable } from "./titled-table.ts";
import { type Style, styled } from "../terminal/style.ts";
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

/** The width that one column may have so that all columns of these rows fit. */
const cutWidth = (rows: ReadonlyArray<ReadonlyArray<string>>, at: number, total: number): number => {
  const others = columnWidths(rows.map((cells) => cells.toSpliced(at, 1)));
  return Math.max(minCutWidth, total - others.reduce((sum, width) => sum + width + gap, 0));
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
  const titles = shown.map(({ title }) => title);
  const texts = rows.map((row) => shown.map(({ text }) => text(row)));
  const cutAt = isTerminal && !wide ? shown.findLastIndex(({ isCut }) => isCut === true) : -1;
  const width = cutAt === -1 ? 0 : cutWidth([titles, ...texts], cutAt, stream.columns ?? defaultWidth);
  const fitted = (text: string, at: number): string => (at === cutAt ? fitText(text, width) : text);
  const cells = rows.map((row, index) =>
    shown.map(({ style }, at) => {
      const cell = fitted(texts[index]?.[at] ?? "", at);
      return style === undefined ? cell : styled(style(row), cell, stream);
    }),
  );
  return titledTable(titles.map(fitted), cells, stream);
};
