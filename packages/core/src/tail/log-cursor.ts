import { Checkpoints } from "../ray/log-file/checkpoints.ts";
import { type Coordinate, origin } from "./text/coordinate.ts";
import { type Known, lastBytes, fingerprintBytes, nothingKnown, printOf } from "./text/fingerprint.ts";
import type { TailAnchor, TailPosition } from "./position.ts";
import { lastUnits } from "./text/skip-filter.ts";

/** A raw line start of the file, in both coordinates, with what is known of the bytes around it. */
export interface Anchor extends Coordinate {
  readonly bytes: number;
  readonly rawLines: number;
  /** The bytes just before it, at most 4 KiB. */
  readonly tail: Known;
}

/**
 * Where one tail stands: what was received (also the unfinished last line), the last place whose offset in the file is known, and
 * what is remembered of the log to find that place again. The sources fill it, the machine reads it.
 */
export class LogCursor {
  /** All text before this was received. */
  received: Coordinate = origin;
  anchor: Anchor = { bytes: 0, rawLines: 0, units: 0, newlines: 0, tail: nothingKnown };
  /** Bytes of the file that were read, at the most. */
  readBytes = 0;
  /** The first bytes of the file, at most 4 KiB; complete once it has 4 KiB or an answer ended. */
  head: Known = nothingKnown;
  readonly checkpoints: Checkpoints = new Checkpoints();
  /** The last received units, to recognise a replay; undefined after a restore, until something new came. */
  recent: string | undefined = "";

  constructor(from?: TailPosition) {
    if (from === undefined) return;
    if (from.anchor === null) return;
    const { bytes, rawLines, units, newlines, head, tail } = from.anchor;
    this.received = { units: from.units, newlines: from.newlines };
    this.anchor = { bytes, rawLines, units, newlines, tail: tail.bytes === 0 ? nothingKnown : { print: tail } };
    this.readBytes = bytes;
    this.head = head.bytes === 0 ? nothingKnown : { print: head };
    this.recent = undefined;
  }

  /** Remembers received text. */
  remember(text: string): void {
    if (text.length > 0) this.recent = lastUnits(this.recent ?? "", text);
  }

  /** Remembers the file's first bytes while they stream by from byte 0. */
  offerHead(piece: Uint8Array, bytes: number): void {
    if ("print" in this.head) return;
    const have = this.head.bytes.length;
    const overlap = have - bytes;
    if (have >= fingerprintBytes || overlap < 0 || overlap >= piece.length) return;
    const more = piece.subarray(overlap, overlap + fingerprintBytes - have);
    this.head = { bytes: lastBytes(this.head.bytes, more, fingerprintBytes) };
  }

  /** The anchor as it goes into a position; the fingerprints are only computed when asked for. */
  static anchorJson(anchor: Anchor, head: Known): TailAnchor {
    const { bytes, rawLines, units, newlines, tail } = anchor;
    return { bytes, rawLines, units, newlines, head: printOf(head), tail: printOf(tail) };
  }
}
