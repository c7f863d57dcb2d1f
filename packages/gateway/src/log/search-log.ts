import type { FollowedLog } from "./followed-log.ts";
import { lineAtOffset } from "./line-positions.ts";
import { readBytes } from "./log-view.ts";

/** What to look for. */
export interface LogSearch {
  readonly query: string;
  readonly matchCase: boolean;
  /** `next`: lines that begin at or after `offset`; `previous`: lines that begin before it. */
  readonly direction: "next" | "previous";
  readonly offset: number;
}

/** The first matching line, or where the next search continues. */
export interface LogMatch {
  readonly match: { readonly offset: number; readonly line: number; readonly text: string } | null;
  readonly continueAt: number | null;
}

const newline = 10;
const stepBytes = 256 * 1024;
/** What one search reads, so that it holds up other requests for a moment only. */
const mostBytes = 32 * 1024 * 1024;
const shownCharacters = 1000;
const utf8 = new TextDecoder();
const encoder = new TextEncoder();

/** The index of the first or last line in the text that contains the query, and the line. */
const findLine = (
  text: string,
  { query, matchCase, direction }: LogSearch,
): { readonly start: number; readonly line: string } | undefined => {
  const wanted = matchCase ? query : query.toLowerCase();
  const matches = (line: string): boolean => (matchCase ? line : line.toLowerCase()).includes(wanted);
  // One look at the whole text is much faster than one at each line, and most texts have no match.
  if (!matches(text)) return undefined;
  let found: { readonly start: number; readonly line: string } | undefined;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? text.length : end);
    if (matches(line)) {
      found = { start, line };
      if (direction === "next") return found;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return found;
};

/** Whole lines from a line's start: at least one line, about `stepBytes`. */
const linesFrom = async (log: FollowedLog, from: number, end: number, max: number): Promise<Uint8Array> => {
  const bytes = await readBytes(log, from, max, end);
  const last = bytes.lastIndexOf(newline);
  if (last >= 0 || from + bytes.length >= end || max >= mostBytes)
    return last >= 0 ? bytes.subarray(0, last + 1) : bytes;
  return await linesFrom(log, from, end, max * 2);
};

/** Searches a log, at most 32 MiB of it. */
export const searchLog = async (log: FollowedLog, search: LogSearch): Promise<LogMatch> => {
  const end = log.spool.end.offset;
  const result = async (from: number, text: string): Promise<LogMatch | undefined> => {
    const found = findLine(text, search);
    if (found === undefined) return undefined;
    const offset = from + encoder.encode(text.slice(0, found.start)).length;
    const { line } = await lineAtOffset(log, offset);
    const match = { offset, line, text: found.line.slice(0, shownCharacters) };
    if (search.direction === "previous") return { match, continueAt: offset === 0 ? null : offset };
    const after = offset + encoder.encode(found.line).length + 1;
    return { match, continueAt: after >= end ? null : after };
  };

  /** Where the line ends that contains the byte before an offset. */
  const lineEnd = async (offset: number): Promise<number> => {
    if (offset === 0) return 0;
    const { offset: start } = await lineAtOffset(log, offset - 1);
    const bytes = await linesFrom(log, start, end, stepBytes);
    const newlineAt = bytes.indexOf(newline);
    return newlineAt < 0 ? start + bytes.length : start + newlineAt + 1;
  };

  // Lines begin before the offset exactly if they begin before the end of that line.
  const border = await lineEnd(Math.min(search.offset, end));
  if (search.direction === "next") {
    let read = 0;
    for (let at = border; at < end; ) {
      if (read >= mostBytes) return { match: null, continueAt: at };
      const bytes = await linesFrom(log, at, end, stepBytes);
      const match = await result(at, utf8.decode(bytes));
      if (match !== undefined) return match;
      at += bytes.length;
      read += bytes.length;
    }
    return { match: null, continueAt: null };
  }
  let read = 0;
  for (let to = border; to > 0; ) {
    if (read >= mostBytes) return { match: null, continueAt: to };
    const { offset: from } = await lineAtOffset(log, Math.max(0, to - stepBytes));
    const match = await result(from, utf8.decode(await readBytes(log, from, to - from, to)));
    if (match !== undefined) return match;
    read += to - from;
    to = from;
  }
  return { match: null, continueAt: null };
};
