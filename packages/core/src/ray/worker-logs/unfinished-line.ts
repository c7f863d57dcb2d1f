import * as Effect from "effect/Effect";
import type { FileReading } from "../../tail/backend.ts";
import type { FileAnchor } from "../../tail/text/anchor.ts";

/** A longer line without an end is not held. */
const maxBytes = 1024 * 1024;

/** The bytes of a log after its last raw newline, from which a tail that has read them continues. */
export class UnfinishedLine {
  #pieces: Array<Uint8Array> = [];
  #bytes = 0;
  /** Bytes of the log before the line. */
  #start: number;

  constructor(start: number) {
    this.#start = start;
  }

  /** Adds the next bytes of the log. */
  add(piece: Uint8Array): void {
    const newline = piece.lastIndexOf(10);
    if (newline !== -1) {
      this.#start += this.#bytes + newline + 1;
      this.#pieces = [];
      this.#bytes = 0;
    }
    const rest = piece.slice(newline + 1);
    this.#bytes += rest.length;
    if (this.#bytes > maxBytes) this.#pieces = [];
    else if (rest.length > 0) this.#pieces.push(rest);
  }

  /** Reads the line again, as the end of the log; undefined when it is not held, or when the tail's anchor is not its start. */
  reading({ bytes }: Pick<FileAnchor, "bytes">): FileReading | undefined {
    if (this.#bytes > maxBytes || bytes !== this.#start) return undefined;
    const pieces = [...this.#pieces];
    return { rereadBytes: this.#bytes, next: () => Effect.sync(() => pieces.shift() ?? { ended: true }) };
  }
}
