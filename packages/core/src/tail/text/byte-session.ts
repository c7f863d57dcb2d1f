import { advance, type Coordinate, reaches } from "./coordinate.ts";
import { fingerprintBytes, lastBytes } from "./fingerprint.ts";
import type { LogCursor } from "../log-cursor.ts";
import { type CountedText, counted, countNewlines, type NewlineState, normaliseNewlines } from "./newlines.ts";
import { SkipFilter } from "./skip-filter.ts";

const noBytes = new Uint8Array(0);

const countRaw = (piece: Uint8Array): number => {
  let count = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) count++;
  return count;
};

/**
 * One reading of the file that begins at the cursor's anchor: bytes in, new text out. It decodes from a line start, so that an
 * undecodable byte comes out the same whichever answer brought it, and moves the anchor along.
 */
export class ByteSession {
  readonly #cursor: LogCursor;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #newline: NewlineState = { pendingCr: false };
  readonly #skip: SkipFilter;
  #at: Coordinate;
  #bytes: number;
  #rawLines: number;
  /** The last bytes since the anchor, at most 4 KiB. */
  #sinceAnchor: Uint8Array = noBytes;

  constructor(cursor: LogCursor) {
    const { anchor } = cursor;
    this.#cursor = cursor;
    this.#at = anchor;
    this.#bytes = anchor.bytes;
    this.#rawLines = anchor.rawLines;
    this.#skip = new SkipFilter(anchor, cursor.received, cursor.recent);
  }

  /** Raw lines of the file up to here, an unterminated last one counted, as `lines=N` counts them. */
  get linesSeen(): number {
    return this.#rawLines + (this.#bytes > this.#cursor.anchor.bytes ? 1 : 0);
  }

  /** Bytes after the last raw newline. */
  get partBytes(): number {
    return this.#bytes - this.#cursor.anchor.bytes;
  }

  /** Units read again before something new came. */
  get skipped(): number {
    return this.#skip.skipped;
  }

  /** True when the file was read to where something else had read it before. An unfinished character given out at an end is no text of the file. */
  get caughtUp(): boolean {
    return this.#skip.unitsLeft <= 1;
  }

  /** The new text of the next piece of the file. Throws LogReset. */
  push(piece: Uint8Array): CountedText {
    const cursor = this.#cursor;
    cursor.offerHead(piece, this.#bytes);
    cursor.checkpoints.offer(piece, this.#bytes, this.#rawLines);
    const raw = this.#decoder.decode(piece, { stream: true });
    const simple = !this.#newline.pendingCr && !raw.includes("\r");
    const text = normaliseNewlines(raw, this.#newline);
    const newlines = countNewlines(text);
    const before = this.#at;
    this.#at = advance(before, text, newlines);
    const lastNewline = piece.lastIndexOf(10);
    if (lastNewline === -1) this.#sinceAnchor = lastBytes(this.#sinceAnchor, piece, fingerprintBytes);
    else {
      // What follows the last raw newline, in the text: its length is the same before and after normalising, as each `\r` there
      // is given out as one newline.
      const following = raw.length - 1 - raw.lastIndexOf("\n");
      const rawNewlines = simple ? newlines : countRaw(piece);
      const upTo = text.slice(0, text.length - following);
      const upToNewlines = simple ? newlines : countNewlines(upTo);
      this.#moveAnchor(piece, lastNewline, advance(before, upTo, upToNewlines), this.#rawLines + rawNewlines);
      this.#rawLines += rawNewlines;
    }
    this.#bytes += piece.length;
    cursor.readBytes = Math.max(cursor.readBytes, this.#bytes);
    const fresh = this.#skip.apply(text);
    this.#received(fresh);
    return fresh === text ? { text, newlines } : counted(fresh);
  }

  /** The text that an unfinished character at the proven end still gives (U+FFFD), unless another source gave it since. */
  flush(): string {
    const { received } = this.#cursor;
    if (this.#at.units !== received.units || this.#at.newlines !== received.newlines) return "";
    const text = normaliseNewlines(this.#decoder.decode(), this.#newline);
    this.#at = advance(this.#at, text);
    this.#received(text);
    return text;
  }

  #received(fresh: string): void {
    if (!reaches(this.#at, this.#cursor.received)) return;
    this.#cursor.received = this.#at;
    this.#cursor.remember(fresh);
  }

  #moveAnchor(piece: Uint8Array, lastNewline: number, at: Coordinate, rawLines: number): void {
    const cursor = this.#cursor;
    let before: Uint8Array = noBytes;
    if (lastNewline + 1 < fingerprintBytes) {
      const tail = "bytes" in cursor.anchor.tail ? cursor.anchor.tail.bytes : noBytes;
      before = lastBytes(tail, this.#sinceAnchor, fingerprintBytes);
    }
    cursor.anchor = {
      bytes: this.#bytes + lastNewline + 1,
      rawLines,
      units: at.units,
      newlines: at.newlines,
      tail: { bytes: lastBytes(before, piece.subarray(0, lastNewline + 1), fingerprintBytes) },
    };
    this.#sinceAnchor = lastBytes(noBytes, piece.subarray(lastNewline + 1), fingerprintBytes);
  }
}
