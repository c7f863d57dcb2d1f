import { Buffer } from "node:buffer";
import type { Bytes } from "./response.ts";
import { toBytes } from "./response-writer.ts";

const newline = 0x0a;

/** A log file in memory that only grows and notifies readers that wait for more. */
export class GrowingLog {
  #bytes: Buffer;
  #length: number;
  readonly #waiting = new Set<() => void>();

  constructor(bytes: Bytes) {
    this.#bytes = Buffer.from(toBytes(bytes));
    this.#length = this.#bytes.length;
  }

  /** The number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes from `start` to `end` as they are now; later appends do not change them. */
  slice(start = 0, end: number = this.#length): Uint8Array {
    return this.#bytes.subarray(start, Math.min(end, this.#length));
  }

  /** Adds bytes at the end and wakes the readers. */
  append(bytes: Bytes): void {
    const more = toBytes(bytes);
    const length = this.#length + more.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
      larger.set(this.slice());
      this.#bytes = larger;
    }
    this.#bytes.set(more, this.#length);
    this.#length = length;
    this.wake();
  }

  /** Replaces the whole text, as when a log was removed and started anew. */
  replace(bytes: Bytes): void {
    this.#bytes = Buffer.from(toBytes(bytes));
    this.#length = this.#bytes.length;
    this.wake();
  }

  /** Wakes all callers of {@link changed}. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves at the next append, replace or wake. A caller stops waiting with `signal`; then the promise never resolves. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => this.#waiting.delete(done);
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(done);
    });
  }

  /**
   * The offset at which the last `lines` raw `\n` lines begin, as `tail -n` counts: an unterminated last line is one of them, and a
   * file with fewer lines has byte 0 (Ray's log_agent.py, find_start_offset_last_n_lines_from_offset).
   */
  tailStart(lines: number): number {
    if (lines < 0) return 0;
    let at = this.#length;
    for (let left = lines; left >= 0; left -= 1) {
      if (left === lines && this.#bytes[at - 1] !== newline) continue;
      const found = at === 0 ? -1 : this.#bytes.lastIndexOf(newline, at - 1);
      if (found < 0) return 0;
      if (left === 0) return found + 1;
      at = found;
    }
    return at;
  }
}
