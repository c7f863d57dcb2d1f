import type { StreamPiece } from "../api/read-stream.ts";
import { fromOffset } from "./offset.ts";
import type { LogSource } from "./log-source.ts";

/** New text of a log: it begins at `from` and ends at `to`. */
export interface LiveText {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly closed: boolean;
}

const flushMs = 40;
/** A page that is so far behind skips ahead instead of reading everything. */
const farBehindBytes = 4 * 1024 * 1024;

/** The end of {@link followLive}: the log is complete, or so much is unread that the page should look for the end anew. */
export type LiveEnd = "closed" | "far-behind" | "stopped";

/** Follows a log and passes on what came within a few milliseconds as one text. Throws what ends the log. */
export const followLive = async (
  source: LogSource,
  offset: number,
  onText: (text: LiveText) => void,
  signal: AbortSignal,
): Promise<LiveEnd> => {
  let from = offset;
  let to = offset;
  let parts: Array<string> = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (closed: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    if (signal.aborted || (parts.length === 0 && !closed)) return;
    const text = parts.join("");
    parts = [];
    onText({ from, to, text, closed });
    from = to;
  };
  const stop = new AbortController();
  let behind = 0;
  const take = (piece: StreamPiece): LiveEnd | undefined => {
    to = fromOffset(piece.nextOffset);
    if (piece.text !== "") parts.push(piece.text);
    behind = piece.upToDate ? 0 : behind + piece.text.length;
    if (piece.closed) {
      flush(true);
      return "closed";
    }
    if (behind > farBehindBytes) return "far-behind";
    timer ??= setTimeout(() => flush(false), flushMs);
    return undefined;
  };
  try {
    for await (const piece of source.follow(offset, AbortSignal.any([signal, stop.signal]))) {
      const end = take(piece);
      if (end !== undefined) return end;
    }
    return "stopped";
  } catch (error) {
    flush(false);
    throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
};
