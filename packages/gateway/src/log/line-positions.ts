import type { FollowedLog } from "./followed-log.ts";
import { readBytes } from "./log-view.ts";

/** A line start of a log. */
export interface LineStart {
  readonly offset: number;
  /** The number of the line, from 0. */
  readonly line: number;
}

const newline = 10;
const stepBytes = 256 * 1024;

/** The last line start that `reaches` accepts, scanned from the mark before it to `end`. */
const scan = async (
  log: FollowedLog,
  from: LineStart,
  end: number,
  reaches: (start: LineStart) => boolean,
): Promise<LineStart> => {
  let found = from;
  let { line } = from;
  for (let at = from.offset; at < end; ) {
    const bytes = await readBytes(log, at, stepBytes, end);
    for (let next = bytes.indexOf(newline); next >= 0; next = bytes.indexOf(newline, next + 1)) {
      line += 1;
      const start = { offset: at + next + 1, line };
      if (!reaches(start)) return found;
      found = start;
    }
    at += bytes.length;
  }
  return found;
};

/** The line that begins at or before an offset. */
export const lineAtOffset = (log: FollowedLog, offset: number): Promise<LineStart> => {
  const { offset: at, lines } = log.spool.markAt(offset);
  const end = Math.min(log.spool.end.offset, offset);
  return scan(log, { offset: at, line: lines }, end, (start) => start.offset <= offset);
};

/** Where a line begins; the log's end for a line that does not exist yet. */
export const offsetOfLine = (log: FollowedLog, line: number): Promise<LineStart> => {
  const { end } = log.spool;
  if (line >= end.lines) return Promise.resolve({ offset: end.offset, line: end.lines });
  const { offset, lines } = log.spool.markAtLine(line);
  return scan(log, { offset, line: lines }, end.offset, (start) => start.line <= line);
};
