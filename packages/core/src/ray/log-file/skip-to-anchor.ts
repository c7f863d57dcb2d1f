import type { FileAnchor } from "../../tail/text/anchor.ts";
import { differentBytes } from "../../tail/text/different-bytes.ts";
import { fingerprintBytes, knownLength, lastBytes, matches } from "../../tail/text/fingerprint.ts";

const noBytes = new Uint8Array(0);

/**
 * Drops the part of a response before the anchor: by bytes (a response that begins at byte 0) or by raw lines (a response whose
 * first line is known by counting). Checks that the response begins like the file, and that the last dropped bytes are the ones
 * before the anchor.
 */
export class SkipToAnchor {
  readonly #at: FileAnchor;
  readonly #by: "bytes" | "lines";
  #left: number;
  #last: Uint8Array = noBytes;
  #first: Uint8Array = noBytes;
  #dropped = 0;

  /** @param count bytes or raw lines of the response before the anchor */
  constructor(at: FileAnchor, by: "bytes" | "lines", count: number) {
    this.#at = at;
    this.#by = by;
    this.#left = count;
  }

  /** True once it has reached the anchor. */
  get arrived(): boolean {
    return this.#left === 0;
  }

  /** Bytes dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The part of the piece after the anchor. Throws `LogReset` at the anchor when the bytes before it are others. */
  push(piece: Uint8Array): Uint8Array {
    if (this.#left === 0) return piece;
    const cut = this.#by === "bytes" ? this.#afterBytes(piece) : this.#afterLines(piece);
    this.#last = lastBytes(this.#last, piece.subarray(0, cut), fingerprintBytes);
    this.#dropped += cut;
    if (this.#left === 0 && !this.#plausible()) throw differentBytes();
    return piece.subarray(cut);
  }

  #afterBytes(piece: Uint8Array): number {
    const cut = Math.min(this.#left, piece.length);
    this.#left -= cut;
    const missing = fingerprintBytes - this.#first.length;
    if (missing > 0) this.#first = lastBytes(this.#first, piece.subarray(0, Math.min(cut, missing)), fingerprintBytes);
    return cut;
  }

  #afterLines(piece: Uint8Array): number {
    let at = 0;
    while (this.#left > 0) {
      const newline = piece.indexOf(10, at);
      if (newline === -1) return piece.length;
      at = newline + 1;
      this.#left--;
    }
    return at;
  }

  #plausible(): boolean {
    const { tail } = this.#at;
    if (this.#by === "bytes" && !this.#sameHead()) return false;
    const length = knownLength(tail);
    if (this.#last.length >= length) return matches(tail, this.#last.subarray(this.#last.length - length));
    // A restored position has only a hash of its 4 KiB; fewer bytes than that cannot be compared with it. Bytes hold as many
    // newlines as lines were dropped, so that fewer bytes are other lines: test "grows after its job's end by empty lines".
    return "print" in tail;
  }

  #sameHead(): boolean {
    const { head } = this.#at;
    const length = knownLength(head);
    if (length <= this.#first.length) return matches(head, this.#first.subarray(0, length));
    return "print" in head || matches({ bytes: head.bytes.subarray(0, this.#first.length) }, this.#first);
  }
}
