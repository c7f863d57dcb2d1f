import { collapseProgress } from "./collapse-progress.ts";
import type { LogRow } from "./log-row.ts";

/** The part of a log that the page holds: neighbouring rows without a gap. Never changed; each change makes a new one. */
export interface LogWindow {
  readonly rows: ReadonlyArray<LogRow>;
  /** The bytes of the log that the rows cover. */
  readonly start: number;
  readonly end: number;
}

/** The window holds about this much text at most. */
export const windowChars: number = 2 * 1024 * 1024;
const windowRows = 40_000;

/** How rows are made of lines. */
export interface RowRules {
  /** Show the lines of a progress bar as one. */
  readonly collapse: boolean;
  /** The line that somebody looks at stays a row of its own. */
  readonly keep: number | undefined;
}

/** A window without rows at an offset. */
export const emptyWindow = (at: number): LogWindow => ({ rows: [], start: at, end: at });

const windowOf = (rows: ReadonlyArray<LogRow>, at: number): LogWindow => ({
  rows,
  start: rows[0]?.from ?? at,
  end: rows.at(-1)?.end ?? at,
});

/** Joins rows at their seam; the rest is joined already. */
const joinRows = (
  before: ReadonlyArray<LogRow>,
  after: ReadonlyArray<LogRow>,
  { collapse, keep }: RowRules,
): ReadonlyArray<LogRow> => {
  const first = after[0];
  const last = before.at(-1);
  if (first === undefined || last === undefined) return before.length === 0 ? after : before;
  const seam = last.open ? [extend(last, first)] : collapse ? collapseProgress([last, first], keep) : [last, first];
  return [...before.slice(0, -1), ...seam, ...after.slice(1)];
};

/** A line that had no end yet, and what came of it. */
const extend = (open: LogRow, more: LogRow): LogRow => ({
  ...open,
  end: more.end,
  text: open.cut ? open.text : open.text + more.text,
  cut: open.cut || more.cut,
  open: more.open,
});

const prepared = (rows: ReadonlyArray<LogRow>, { collapse, keep }: RowRules): ReadonlyArray<LogRow> =>
  collapse ? collapseProgress(rows, keep) : rows;

/** Adds the rows that follow the window. */
export const appendRows = (window: LogWindow, rows: ReadonlyArray<LogRow>, rules: RowRules): LogWindow =>
  windowOf(joinRows(window.rows, prepared(rows, rules), rules), window.end);

/** Adds the rows before the window. */
export const prependRows = (window: LogWindow, rows: ReadonlyArray<LogRow>, rules: RowRules): LogWindow =>
  windowOf(joinRows(prepared(rows, rules), window.rows, rules), window.start);

const excess = (rows: ReadonlyArray<LogRow>): number => {
  let chars = 0;
  for (const { text } of rows) chars += text.length + 32;
  return Math.max(chars - windowChars, (rows.length - windowRows) * 64);
};

/** Drops rows at one side until the window fits, but none of the rows from `keepFrom` to `keepTo` (offsets). */
export const trimWindow = (window: LogWindow, side: "front" | "back", keepFrom: number, keepTo: number): LogWindow => {
  let over = excess(window.rows);
  if (over <= 0) return window;
  const { rows } = window;
  let first = 0;
  let last = rows.length;
  while (over > 0 && last - first > 1) {
    const row = rows[side === "front" ? first : last - 1];
    if (row === undefined || (side === "front" ? row.end > keepFrom : row.from < keepTo)) break;
    over -= row.text.length + 32;
    if (side === "front") first += 1;
    else last -= 1;
  }
  return first === 0 && last === rows.length ? window : windowOf(rows.slice(first, last), window.start);
};

/** The index of the row that has an offset; the nearest one if none has it; -1 for a window without rows. */
export const rowIndexAt = ({ rows }: LogWindow, offset: number): number => {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.from ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
};
