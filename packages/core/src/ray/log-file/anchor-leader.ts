import { LogReset } from "../../errors.ts";
import { fingerprintBytes, knownLength, lastBytes, matches } from "../../tail/text/fingerprint.ts";
import type { LogCursor } from "../../tail/log-cursor.ts";

const noBytes = new Uint8Array(0);

/**
 * Leads an answer to the cursor's anchor: drops what comes before it, by bytes (an answer from byte 0) or by raw lines (an answer
 * whose first line is known by counting), and checks that it begins as the file did, and that the bytes dropped last are the ones before the anchor.
 */
export class AnchorLeader {
  readonly #cursor: LogCursor;
  readonly #by: "bytes" | "lines";
  #left: number;
  #last: Uint8Array = noBytes;
  #first: Uint8Array = noBytes;
  /** Bytes dropped. */
  dropped = 0;

  constructor(cursor: LogCursor, by: "bytes" | "lines", count: number) {
    this.#cursor = cursor;
    this.#by = by;
    this.#left = count;
  }

  /** True once the anchor was reached. */
  get arrived(): boolean {
    return this.#left === 0;
  }

  /** What of the piece lies behind the anchor. */
  feed(piece: Uint8Array): { readonly rest: Uint8Array; readonly misplaced?: LogReset } {
    if (this.#left === 0) return { rest: piece };
    const cut = this.#by === "bytes" ? Math.min(this.#left, piece.length) : this.#afterLines(piece);
    if (this.#by === "bytes") {
      this.#left -= cut;
      if (this.#first.length < fingerprintBytes) {
        this.#first = lastBytes(
          this.#first,
          piece.subarray(0, Math.min(cut, fingerprintBytes - this.#first.length)),
          fingerprintBytes,
        );
      }
    }
    this.#last = lastBytes(this.#last, piece.subarray(0, cut), fingerprintBytes);
    this.dropped += cut;
    const rest = piece.subarray(cut);
    return this.#left === 0 && !this.#plausible() ? { rest, misplaced: this.misplaced() } : { rest };
  }

  /** The error for an answer that ended before the anchor, or showed other bytes there. */
  misplaced(): LogReset {
    return new LogReset({
      reason: "different-bytes",
      message:
        "The log file does not hold, before the position, what was read before: it was removed, truncated or replaced. Start again without `from`.",
    });
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
    const { tail } = this.#cursor.anchor;
    if (this.#by === "bytes" && !this.#sameHead()) return false;
    const length = knownLength(tail);
    if (this.#last.length >= length) return matches(tail, this.#last.subarray(this.#last.length - length));
    // A restored position has only a hash of its 4 KiB; fewer bytes than that cannot be compared with it. Bytes hold as many
    // newlines as lines were dropped, so that fewer bytes are other lines: test "grows after its job's end by empty lines".
    return "print" in tail;
  }

  #sameHead(): boolean {
    const { head } = this.#cursor;
    const length = knownLength(head);
    if (length <= this.#first.length) return matches(head, this.#first.subarray(0, length));
    return "print" in head || matches({ bytes: head.bytes.subarray(0, this.#first.length) }, this.#first);
  }
}
