import type { LogRow } from "./log-row.ts";
import { continuesProgress, type ProgressShape, progressShape } from "./progress-shape.ts";
import { stripControls } from "./strip-controls.ts";

/** A row of a bar covers at most this much of the log, so that even a log of nothing but a bar can be scrolled through. */
const longestRun = 4 * 1024 * 1024;

const shapes = new WeakMap<LogRow, { readonly value: ProgressShape | undefined }>();

const shapeOf = (row: LogRow): ProgressShape | undefined => {
  let known = shapes.get(row);
  if (known === undefined) {
    known = { value: row.cut ? undefined : progressShape(stripControls(row.text)) };
    shapes.set(row, known);
  }
  return known.value;
};

/**
 * Joins rows that are states of one progress bar: the last state stays. `keep` is the offset of a line that must stay a row of its
 * own, because somebody looks at it.
 */
export const collapseProgress = (rows: ReadonlyArray<LogRow>, keep: number | undefined): Array<LogRow> => {
  const result: Array<LogRow> = [];
  for (const row of rows) {
    const last = result.at(-1);
    const joined = last === undefined ? undefined : join(last, row, keep);
    if (joined === undefined) result.push(row);
    else result[result.length - 1] = joined;
  }
  return result;
};

const join = (last: LogRow, next: LogRow, keep: number | undefined): LogRow | undefined => {
  if (last.offset === keep || next.offset === keep || next.end - last.from > longestRun) return undefined;
  const shape = shapeOf(next);
  const before = shape === undefined ? undefined : shapeOf(last);
  if (shape === undefined || before === undefined || !continuesProgress(before, shape)) return undefined;
  return { ...next, from: last.from, hidden: last.hidden + 1 + next.hidden };
};
