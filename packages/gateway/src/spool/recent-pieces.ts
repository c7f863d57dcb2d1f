/** Bytes of a log and their offset. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The largest piece, in bytes: what one viewer holds at once. */
export const pieceBytes: number = 64 * 1024;
const keptBytes = 512 * 1024;

/**
 * How many of these bytes to take, at most `max`: up to a line's end if there is one, never within a character. `more`: the
 * log goes on after them, so their last character may be cut.
 */
export const cutLength = (bytes: Uint8Array, max: number, more = false): number => {
  if (bytes.length <= max && (!more || bytes[bytes.length - 1] === 10)) return bytes.length;
  const most = Math.min(max, bytes.length - 1);
  const newline = bytes.lastIndexOf(10, most - 1);
  if (newline >= 0) return newline + 1;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end === 0 ? Math.min(max, bytes.length) : end;
};

/** The last pieces of a log in memory: viewers at its end share them, so that a thousand viewers read no file. */
export class RecentPieces {
  readonly #pieces: Array<Piece> = [];
  #bytes = 0;

  /** Adds what was appended to the log at `offset`. */
  add(offset: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const length = cutLength(bytes.subarray(at), pieceBytes);
      // A copy: a view would keep the whole batch alive.
      this.#pieces.push({ offset: offset + at, bytes: bytes.slice(at, at + length) });
      this.#bytes += length;
      at += length;
    }
    while (this.#bytes > keptBytes && this.#pieces.length > 1) this.#bytes -= this.#pieces.shift()?.bytes.length ?? 0;
  }

  /** The bytes of one piece from `offset` on, the piece's own array where it begins there; undefined when they are gone. */
  at(offset: number): Uint8Array | undefined {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece === undefined) return undefined;
      if (offset < piece.offset) high = middle - 1;
      else if (offset >= piece.offset + piece.bytes.length) low = middle + 1;
      else return offset === piece.offset ? piece.bytes : piece.bytes.subarray(offset - piece.offset);
    }
    return undefined;
  }
}
