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

/** Where the anchor is in the response. */
export type FoundAnchor =
  | {
      readonly type: "at";
      readonly offset: number;
      /** Raw lines that the file had at the time of the response. */
      readonly lines: number;
      /** The response is the whole file, which needs no further proof. */
      readonly startsAtZero: boolean;
      /**
       * True only if the response began at least this many raw lines before the anchor, which a later response must prove: then every
       * other position is too near to the response's start.
       */
      readonly provenBy: number;
      /** The same bytes occur at an earlier line start too. */
      readonly repeats: boolean;
    }
  /** The response began after the anchor, or too few bytes before it. */
  | { readonly type: "nowhere" }
  /** The bytes end before the last line where the anchor may be; `matches`: at an earlier line it seems to be. */
  | { readonly type: "partial"; readonly matches: boolean }
  | { readonly type: "ambiguous" }
  | { readonly type: "other-file" };

/** A hash of 4 KiB at each line start is slow; above this many line starts, reading the log again is cheaper. */
const maxHashed = 2_000;

/**
 * Finds the anchor in a response whose first line is not known by counting. The anchor is within the range that the proven line counts
 * allow, and the bytes before it are the known ones. In a log that repeats itself they occur more than once there: then the anchor is
 * at the last one, if a later count proves that the response began too late for the others.
 */
export const findAnchor = (answer: SearchedAnswer, anchor: FileAnchor): FoundAnchor => {
  const { bytes, ended, asked, atLeast } = answer;
  const tailLength = knownLength(anchor.tail);
  const lastIndex = anchor.rawLines + asked - atLeast;
  const hashed = "print" in anchor.tail;
  let index = 0;
  /** The first line start with enough bytes before it: the anchor at an earlier one would not be seen. */
  let firstComparable: number | undefined;
  let last: { readonly offset: number; readonly index: number } | undefined;
  let beforeLast = 0;
  let showsAnchor = false;
  for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, newline + 1)) {
    index++;
    const offset = newline + 1;
    if (index > lastIndex || offset < tailLength) continue;
    firstComparable ??= index;
    if (hashed && index - firstComparable >= maxHashed) return { type: "ambiguous" };
    if (!matches(anchor.tail, bytes.subarray(offset - tailLength, offset))) continue;
    beforeLast = last?.index ?? 0;
    last = { offset, index };
    showsAnchor ||= offset === anchor.bytes;
  }
  const lines = index + (bytes.length > 0 && bytes[bytes.length - 1] !== 10 ? 1 : 0);
  if (ended && lines < asked) {
    return showsAnchor
      ? { type: "at", offset: anchor.bytes, lines, startsAtZero: true, provenBy: 0, repeats: false }
      : { type: "other-file" };
  }
  if (!ended && index < lastIndex) return { type: "partial", matches: last !== undefined };
  if (last === undefined || firstComparable === undefined) return { type: "nowhere" };
  const provenBy = Math.max(firstComparable, beforeLast + 1);
  // A response with fewer lines than were requested begins at byte 0, however few lines a count proves.
  if (provenBy > anchor.rawLines) return { type: "ambiguous" };
  return {
    type: "at",
    offset: last.offset,
    lines: anchor.rawLines + asked - last.index,
    startsAtZero: false,
    provenBy,
    repeats: beforeLast > 0,
  };
};
