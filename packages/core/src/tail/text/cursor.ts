import type { Anchor, FileAnchor } from "./anchor.ts";
import { type Coordinate, origin } from "./coordinate.ts";
import { fingerprintBytes, type Known, lastBytes, nothingKnown, printOf } from "./fingerprint.ts";
import type { TailAnchor, TailPosition } from "../position.ts";
import { lastUnits } from "./skip-filter.ts";

/** The position of a tail in the log, and the fingerprints that identify it. A plain value: sessions make the next one. */
export interface Cursor {
  /** The tail has received all text before this, including the unfinished last line. */
  readonly received: Coordinate;
  /** The last line start whose offset in the log file is known. */
  readonly anchor: Anchor;
  /** Lines of the text before the anchor; after a restore, about as many. */
  readonly anchorLines: number;
  /** The file's first bytes, at most 4 KiB. */
  readonly head: Known;
  /** The last received units, to recognize a replay; undefined after a restore, until new text arrives. */
  readonly recent: string | undefined;
}

/** The cursor before the tail receives anything. */
export const startCursor: Cursor = {
  received: origin,
  anchor: { bytes: 0, rawLines: 0, units: 0, newlines: 0, tail: nothingKnown },
  anchorLines: 0,
  head: nothingKnown,
  recent: "",
};

/** The cursor at a position of an earlier tail. */
export const cursorAt = (from: TailPosition | undefined): Cursor => {
  if (from === undefined || from.anchor === null) return startCursor;
  const { bytes, rawLines, units, newlines, head, tail } = from.anchor;
  return {
    received: { units: from.units, newlines: from.newlines },
    anchor: { bytes, rawLines, units, newlines, tail: tail.bytes === 0 ? nothingKnown : { print: tail } },
    anchorLines: from.lines,
    head: head.bytes === 0 ? nothingKnown : { print: head },
    recent: undefined,
  };
};

/** The cursor after text up to `at`, whose new part is `fresh`. */
export const withText = (cursor: Cursor, at: Coordinate, fresh: string): Cursor => ({
  ...cursor,
  received: at,
  recent: fresh.length === 0 ? cursor.recent : lastUnits(cursor.recent ?? "", fresh),
});

/** The file's first bytes after a piece of it that begins after `bytes` bytes. */
export const headWith = (head: Known, piece: Uint8Array, bytes: number): Known => {
  if ("print" in head) return head;
  const overlap = head.bytes.length - bytes;
  if (head.bytes.length >= fingerprintBytes || overlap < 0 || overlap >= piece.length) return head;
  const more = piece.subarray(overlap, overlap + fingerprintBytes - head.bytes.length);
  return { bytes: lastBytes(head.bytes, more, fingerprintBytes) };
};

/** The anchor as the log file needs it. */
export const fileAnchorOf = ({ anchor: { bytes, rawLines, tail }, head }: Cursor): FileAnchor => ({
  bytes,
  rawLines,
  head,
  tail,
});

/** The anchor as it goes into a position. It computes the fingerprints here, so only when a position is read. */
export const anchorJson = (anchor: Anchor, head: Known): TailAnchor => {
  const { bytes, rawLines, units, newlines, tail } = anchor;
  return { bytes, rawLines, units, newlines, head: printOf(head), tail: printOf(tail) };
};
