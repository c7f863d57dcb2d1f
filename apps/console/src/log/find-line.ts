import type { LogMatch } from "../api/types.ts";
import type { LogSource } from "./log-source.ts";
import { fromOffset } from "./offset.ts";

/** A search from a line, in one direction, around the end of the log. */
export interface FindRequest {
  readonly query: string;
  readonly matchCase: boolean;
  readonly direction: "next" | "previous";
  /** `next` begins at this offset, `previous` before it. */
  readonly from: number;
  readonly size: number;
}

/** A found line. */
export interface FoundLine {
  readonly offset: number;
  readonly line: number;
  /** The search went around the end of the log. */
  readonly wrapped: boolean;
}

/**
 * The nearest line with a text. One request reads a part of the log, so a search may take many; `onProgress` gets the part of the log
 * that was searched, from 0 to 1.
 */
export const findLine = async (
  source: LogSource,
  { query, matchCase, direction, from, size }: FindRequest,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<FoundLine | undefined> => {
  const forward = direction === "next";
  let searched = 0;
  for (const wrapped of [false, true]) {
    let at: number | null = wrapped ? (forward ? 0 : size) : from;
    while (at !== null && !signal.aborted) {
      const { match, continueAt }: LogMatch = await source.search({ query, matchCase, direction, offset: at }, signal);
      if (match !== null) {
        return { offset: fromOffset(match.offset), line: match.line, wrapped };
      }
      const next: number | null = continueAt === null ? null : fromOffset(continueAt);
      if (next !== null && (forward ? next <= at : next >= at)) break;
      searched += Math.abs((next ?? (forward ? size : 0)) - at);
      onProgress(size === 0 ? 1 : Math.min(1, searched / size));
      if (wrapped && next !== null && (forward ? next >= from : next <= from)) break;
      at = next;
    }
  }
  return undefined;
};
