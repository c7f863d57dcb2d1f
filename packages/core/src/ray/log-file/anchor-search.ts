import { knownLength, matches } from "../../tail/text/fingerprint.ts";
import type { LogCursor } from "../../tail/log-cursor.ts";

/** The start of an answer to `lines=asked`, from a log that may be growing. */
export interface SearchedAnswer {
  readonly bytes: Uint8Array;
  /** These bytes are the whole answer. */
  readonly ended: boolean;
  readonly asked: number;
  /** Lines the file had for certain when it was asked. */
  readonly atLeast: number;
}

/** Where the cursor's anchor lies in the answer, and so how many raw lines the file had. `startsAtZero` when the answer has the whole file, which needs no further proof. */
export type FoundAnchor =
  | { readonly type: "at"; readonly offset: number; readonly lines: number; readonly startsAtZero: boolean }
  | { readonly type: "nowhere" }
  | { readonly type: "ambiguous" }
  | { readonly type: "other-file" };

/** A hash of 4 KiB per line start would be slow; past this many, reading the log again is cheaper. */
const mostHashed = 2_000;

/**
 * Finds the anchor in an answer whose first line is not known by counting. It is believed only if the bytes before the anchor occur
 * at one line start within the range that the proven line counts allow; a log that repeats itself there is ambiguous.
 */
export const findAnchor = (answer: SearchedAnswer, cursor: LogCursor): FoundAnchor => {
  const { bytes, ended, asked, atLeast } = answer;
  const { anchor } = cursor;
  const tailLength = knownLength(anchor.tail);
  const starts: Array<{ readonly offset: number; readonly index: number }> = [];
  const lastIndex = anchor.rawLines + asked - atLeast;
  const hashed = "print" in anchor.tail;
  let index = 0;
  for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, newline + 1)) {
    index++;
    const offset = newline + 1;
    if (index > lastIndex || offset < tailLength) continue;
    if (hashed && index > mostHashed) return { type: "ambiguous" };
    if (matches(anchor.tail, bytes.subarray(offset - tailLength, offset))) starts.push({ offset, index });
  }
  const lines = index + (bytes.length > 0 && bytes[bytes.length - 1] !== 10 ? 1 : 0);
  if (ended && lines < asked) {
    return starts.some(({ offset }) => offset === anchor.bytes)
      ? { type: "at", offset: anchor.bytes, lines, startsAtZero: true }
      : { type: "other-file" };
  }
  const [only] = starts;
  if (only === undefined) return { type: "nowhere" };
  if (starts.length > 1 || (!ended && index < lastIndex)) return { type: "ambiguous" };
  return { type: "at", offset: only.offset, lines: anchor.rawLines + asked - only.index, startsAtZero: false };
};
