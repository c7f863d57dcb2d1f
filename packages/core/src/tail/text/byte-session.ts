import type { Anchor } from "./anchor.ts";
import { advance, type Coordinate, isSame, reaches } from "./coordinate.ts";
import { type Cursor, headWith, withText } from "./cursor.ts";
import { fingerprintBytes, lastBytes } from "./fingerprint.ts";
import { counted, countNewlines, countRawNewlines, type NewlineState, normaliseNewlines } from "./newlines.ts";
import type { Session, Taken } from "./session.ts";
import { SkipFilter } from "./skip-filter.ts";

const noBytes = new Uint8Array(0);

/**
 * One read of the log file from the cursor's anchor: bytes in, new text out. It decodes from a line start, so an undecodable
 * byte becomes the same text in every response. It moves the anchor to the last line start of each piece.
 */
export class ByteSession implements Session<Uint8Array> {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #newline: NewlineState = { pendingCr: false };
  readonly #skip: SkipFilter;
  #at: Coordinate;
  #bytes: number;
  #rawLines: number;
  /** Lines of the text so far. */
  #lines: number;
  /** The last bytes since the anchor, at most 4 KiB. */
  #sinceAnchor: Uint8Array = noBytes;

  constructor({ anchor, anchorLines, received, recent }: Cursor) {
    this.#at = anchor;
    this.#bytes = anchor.bytes;
    this.#rawLines = anchor.rawLines;
    this.#lines = anchorLines;
    this.#skip = new SkipFilter(anchor, received, recent);
  }

  /** Units read again before the new text. */
  get skipped(): number {
    return this.#skip.skipped;
  }

  /**
   * True when the file was read up to the text that another source returned before. One unit may be missing: an unfinished character
   * that the tail emitted at an end is no text of the file.
   */
  get caughtUp(): boolean {
    return this.#skip.unitsLeft <= 1;
  }

  push(piece: Uint8Array, cursor: Cursor, wantsLines?: boolean): Taken {
    const head = headWith(cursor.head, piece, this.#bytes);
    const raw = this.#decoder.decode(piece, { stream: true });
    const text = normaliseNewlines(raw, this.#newline);
    // Only newlines.ts knows which characters are newlines: text that it leaves alone has no other than `\n`.
    const simple = text === raw;
    const all = counted(text, wantsLines);
    const { newlines } = all;
    const before = this.#at;
    this.#at = advance(before, text, newlines);
    const lastNewline = piece.lastIndexOf(10);
    let { anchor, anchorLines } = cursor;
    if (lastNewline === -1) this.#sinceAnchor = lastBytes(this.#sinceAnchor, piece, fingerprintBytes);
    else {
      // The part after the last raw newline has the same length before and after normalising: each `\r` in it becomes one newline.
      const following = raw.length - 1 - raw.lastIndexOf("\n");
      const rawNewlines = simple ? newlines : countRawNewlines(piece);
      const upTo = text.slice(0, text.length - following);
      const upToNewlines = simple ? newlines : countNewlines(upTo);
      this.#rawLines += rawNewlines;
      anchorLines = this.#lines + upToNewlines;
      anchor = this.#anchorAt(piece, lastNewline, advance(before, upTo, upToNewlines), cursor.anchor);
      this.#sinceAnchor = lastBytes(noBytes, piece.subarray(lastNewline + 1), fingerprintBytes);
    }
    this.#bytes += piece.length;
    this.#lines += newlines;
    const fresh = this.#skip.apply(text, newlines);
    const next = this.#received({ ...cursor, head, anchor, anchorLines }, fresh);
    return { text: fresh === text ? all : counted(fresh), cursor: next };
  }

  /** The text of an unfinished character at the proven end (U+FFFD), unless another source returned it since. */
  flush(cursor: Cursor): Taken {
    if (!isSame(this.#at, cursor.received)) return { text: counted(""), cursor };
    const text = normaliseNewlines(this.#decoder.decode(), this.#newline);
    this.#at = advance(this.#at, text);
    return { text: counted(text), cursor: this.#received(cursor, text) };
  }

  #received(cursor: Cursor, fresh: string): Cursor {
    return reaches(this.#at, cursor.received) ? withText(cursor, this.#at, fresh) : cursor;
  }

  #anchorAt(piece: Uint8Array, lastNewline: number, at: Coordinate, before: Anchor): Anchor {
    let kept: Uint8Array = noBytes;
    // The last bytes of a long piece need nothing from before, so that most pieces cost no copy of it.
    if (lastNewline + 1 < fingerprintBytes) {
      const tail = "bytes" in before.tail ? before.tail.bytes : noBytes;
      kept = lastBytes(tail, this.#sinceAnchor, fingerprintBytes);
    }
    return {
      bytes: this.#bytes + lastNewline + 1,
      rawLines: this.#rawLines,
      units: at.units,
      newlines: at.newlines,
      tail: { bytes: lastBytes(kept, piece.subarray(0, lastNewline + 1), fingerprintBytes) },
    };
  }
}
