import type { LogRow } from "./log-row.ts";
import type { LogSource } from "./log-source.ts";
import { splitLines } from "./split-lines.ts";

/** A piece of the log around the viewport. */
const pieceBytes = 128 * 1024;

const newline = 0x0a;

/** The whole lines after the start of line `number` at `offset`, about {@link pieceBytes} of them, but not beyond `stop`. */
export const readAfter = async (
  source: LogSource,
  { offset, number, stop }: { readonly offset: number; readonly number: number; readonly stop: number },
  signal: AbortSignal,
): Promise<Array<LogRow>> => {
  const wanted = Math.min(pieceBytes, stop - offset);
  if (wanted <= 0) return [];
  const bytes = await source.read(offset, wanted, signal);
  const last = bytes.lastIndexOf(newline);
  if (last >= 0) return splitLines(bytes.subarray(0, last + 1), offset, number);
  if (bytes.length < wanted || offset + bytes.length >= stop) return splitLines(bytes, offset, number);
  // One line that is longer than a piece: its first part is enough, and the gateway knows where the next one begins.
  const next = await source.position({ line: number + 1 }, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === "GatewayError") return undefined;
    throw error;
  });
  const end = next !== undefined && next.line === number + 1 && next.offset > offset ? next.offset : stop;
  return splitLines(bytes, offset, number).map((row) => ({ ...row, end, open: false }));
};

/** The whole lines before `end`, which begins a line; about {@link pieceBytes} of them. */
export const readBefore = async (source: LogSource, end: number, signal: AbortSignal): Promise<Array<LogRow>> => {
  if (end <= 0) return [];
  const from = await source.position({ offset: Math.max(0, end - pieceBytes) }, signal);
  const rows: Array<LogRow> = [];
  let offset = from.offset;
  let number = from.line;
  // More than one request only if a line there is longer than a piece.
  while (offset < end) {
    const piece = await readAfter(source, { offset, number, stop: end }, signal);
    const last = piece.at(-1);
    if (last === undefined) break;
    rows.push(...piece);
    offset = last.end;
    number = last.number + 1;
  }
  return rows;
};
