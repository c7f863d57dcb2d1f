/** One row of the log view: a line, or the last of several lines of a progress bar. */
export interface LogRow {
  /** Where the row's first line begins, in bytes. */
  readonly from: number;
  /** Where the shown line begins; a link to the line has this offset. */
  readonly offset: number;
  /** Where the next line begins. */
  readonly end: number;
  /** The number of the shown line, from 0. */
  readonly number: number;
  /** The line without its `\n`, at most {@link shownBytes} of it. */
  readonly text: string;
  /** The line is longer than `text`. */
  readonly cut: boolean;
  /** The line has no `\n` yet. */
  readonly open: boolean;
  /** How many earlier lines of the same progress bar the row replaces. */
  readonly hidden: number;
}

/** A row holds at most this much of its line. */
export const shownBytes: number = 8192;
