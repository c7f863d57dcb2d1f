import { continuesProgress, type ProgressShape, progressShape } from "@jobwire/console/progress-shape";
import stringWidth from "string-width";
import { withoutSgr } from "./sgr.ts";

/**
 * Redraws progress bars in place. A program moves its bar with `\r`, and Ray's text has a newline in its place, so that each state of
 * a bar arrives as a line of its own. Which lines are states of one bar is seen by their shape: they have the characters of a bar,
 * differ only in its moving parts, and the percentage does not fall.
 *
 * @module
 */

/** A progress bar on the last line of a terminal. */
export interface ProgressBar {
  /** The job that printed it. */
  readonly owner: string;
  readonly shape: ProgressShape;
}

/** A line of a log, and its text for the terminal. */
export interface ShownLine {
  readonly line: string;
  readonly shown: string;
}

// Up one line, to its start, and erase it.
const replaceLast = "\u001b[1A\r\u001b[2K";

/** The bar that a line shows. Undefined for another line, and for one that takes more than one row of the terminal. */
const barOf = (owner: string, { line, shown }: ShownLine, columns: number): ProgressBar | undefined => {
  const plain = withoutSgr(line);
  if (plain.includes("\u001b")) return undefined;
  const shape = progressShape(plain);
  // A percentage alone may be a result that every reader wants to see.
  if (shape === undefined || !shape.shape.startsWith("bar:")) return undefined;
  return stringWidth(shown) < columns ? { owner, shape } : undefined;
};

const continues = (before: ProgressBar | undefined, next: ProgressBar | undefined): boolean =>
  before !== undefined &&
  next !== undefined &&
  before.owner === next.owner &&
  continuesProgress(before.shape, next.shape);

/** The lines as text for a terminal whose last line shows `before`, and the bar that is on its last line afterwards. */
export const redrawProgress = (
  owner: string,
  lines: ReadonlyArray<ShownLine>,
  before: ProgressBar | undefined,
  columns: number,
): { readonly text: string; readonly bar: ProgressBar | undefined } => {
  const pieces: Array<string> = [];
  let bar = before;
  for (const one of lines) {
    const next = barOf(owner, one, columns);
    const isRedraw = continues(bar, next);
    // The state before is in these pieces and was never on the terminal, or it is on the terminal's last line.
    const replaced = isRedraw ? pieces.pop() : undefined;
    const erases = isRedraw && (replaced === undefined || replaced.startsWith(replaceLast));
    pieces.push(`${erases ? replaceLast : ""}${one.shown}\n`);
    bar = next;
  }
  return { text: pieces.join(""), bar };
};
