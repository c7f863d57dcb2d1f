import { hashBytes } from "../../tail/text/fingerprint.ts";

const sampleBytes = 200;
const spacingBytes = 65_536;
const maxKnown = 8192;

/**
 * Known lines of the log by their text: every 64 KiB (doubling when there are many) the raw line number of a line and a hash of
 * its next 200 bytes. They only help to guess how many lines a file has, and counting always proves the guess, since logs repeat
 * themselves. A text that occurs twice is ignored.
 */
export class Checkpoints {
  readonly #lines = new Map<string, number>();
  #spacing = spacingBytes;
  #nextAt = 0;

  get size(): number {
    return this.#lines.size;
  }

  /** Adds a piece of the file that begins after `bytes` bytes and `rawLines` raw newlines. */
  offer(piece: Uint8Array, bytes: number, rawLines: number): void {
    if (bytes + piece.length < this.#nextAt) return;
    const newline = piece.indexOf(10);
    if (newline === -1 || newline + 1 + sampleBytes > piece.length) return;
    const key = hashBytes(piece.subarray(newline + 1, newline + 1 + sampleBytes));
    this.#lines.set(key, this.#lines.has(key) ? -1 : rawLines + 1);
    this.#nextAt = bytes + this.#spacing;
    if (this.#lines.size > maxKnown) this.#thin();
  }

  /** The raw line number of the first line of a response, if a known line occurs in it. */
  lineAtStart(answer: Uint8Array): number | undefined {
    let before = 0;
    for (let start = 0; start + sampleBytes <= answer.length; before++) {
      const line = this.#lines.get(hashBytes(answer.subarray(start, start + sampleBytes)));
      if (line !== undefined && line >= before) return line - before;
      const newline = answer.indexOf(10, start);
      if (newline === -1) return undefined;
      start = newline + 1;
    }
    return undefined;
  }

  #thin(): void {
    this.#spacing *= 2;
    let drop = false;
    for (const key of this.#lines.keys()) {
      if (drop) this.#lines.delete(key);
      drop = !drop;
    }
  }
}
