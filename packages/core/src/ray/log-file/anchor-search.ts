import type { FileAnchor } from "../../tail/text/anchor.ts";
import { knownLength, matches } from "../../tail/text/fingerprint.ts";

/** The start of a response to `lines=asked`, from a log that may be growing. */
export interface SearchedAnswer {
  readonly bytes: Uint8Array;
  /** These bytes are the whole response. */
  readonly ended: boolean;
  readonly asked: number;
  /** Raw lines that the file certainly had at the time of the request. */
  readonly atLeast: number;
}

/**
 * Where the anchor is in the response, and so how many raw lines the file had. `startsAtZero` when the response is the whole file,
 * which needs no further proof.
 */
export type FoundAnchor =
  | { readonly type: "at"; readonly offset: number; readonly lines: number; readonly startsAtZero: boolean }
  | { readonly type: "nowhere" }
  | { readonly type: "ambiguous" }
  | { readonly type: "other-file" };

/** A hash of 4 KiB at each line start is slow; above this many line starts, reading the log again is cheaper. */
const maxHashed = 2_000;

/**
 * Finds the anchor in a response whose first line is not known by counting. The bytes before the anchor must occur at exactly one
 * line start within the range that the proven line counts allow; a log that repeats itself there is ambiguous.
 */
export const findAnchor = (answer: SearchedAnswer, anchor: FileAnchor): FoundAnchor => {
  const { bytes, ended, asked, atLeast } = answer;
  const tailLength = knownLength(anchor.tail);
  const starts: Array<{ readonly offset: number; readonly index: number }> = [];
  const lastIndex = anchor.rawLines + asked - atLeast;
  const hashed = "print" in anchor.tail;
  let index = 0;
  for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, newline + 1)) {
    index++;
    const offset = newline + 1;
    if (index > lastIndex || offset < tailLength) continue;
    if (hashed && index > maxHashed) return { type: "ambiguous" };
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
