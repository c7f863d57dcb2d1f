import { type Figure, isMissed } from "./figure.ts";

/**
 * 2 when a row could not be measured, 1 when a figure misses its goal by more than its spread, otherwise 0. In CI, whose machine does other
 * work meanwhile, a missed goal is only printed.
 */
export const exitCodeOf = (
  figures: ReadonlyArray<Figure>,
  failedRows: ReadonlyArray<string>,
  inCi: boolean,
): 0 | 1 | 2 => {
  if (failedRows.length > 0) return 2;
  return !inCi && figures.some(isMissed) ? 1 : 0;
};
