import type { StreamPiece } from "../src/api/read-stream.ts";
import type { LogSource } from "../src/log/log-source.ts";
import { toOffset } from "../src/log/offset.ts";

const utf8 = new TextEncoder();
const newline = 10;

/** A log in memory that answers as the gateway does, and counts what it is asked. */
export class MemoryLog implements LogSource {
  readonly downloadUrl = "";
  /** Calls of each kind, and bytes that were read. */
  readonly calls = { read: 0, position: 0, search: 0, bytes: 0, followed: 0 };
  /** While true, following yields nothing. */
  held = false;
  #bytes: Uint8Array;
  #starts: Array<number> = [0];
  #closed = false;
  readonly #waiting = new Set<() => void>();

  constructor(text: string) {
    this.#bytes = new Uint8Array();
    this.append(text);
  }

  get size(): number {
    return this.#bytes.length;
  }

  append(text: string): void {
    const more = utf8.encode(text);
    const whole = new Uint8Array(this.size + more.length);
    whole.set(this.#bytes);
    whole.set(more, this.size);
    for (let at = whole.indexOf(newline, this.size); at >= 0; at = whole.indexOf(newline, at + 1))
      this.#starts.push(at + 1);
    this.#bytes = whole;
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  get lineCount(): number {
    return this.#starts.at(-1) === this.size ? this.#starts.length - 1 : this.#starts.length;
  }

  /** The offset of a line. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.size;
  }

  readonly read = async (offset: number, max: number): Promise<Uint8Array> => {
    this.calls.read += 1;
    const bytes = this.#bytes.slice(offset, offset + max);
    this.calls.bytes += bytes.length;
    return bytes;
  };

  readonly position: LogSource["position"] = async (of) => {
    this.calls.position += 1;
    let line = "line" in of ? Math.min(of.line, Math.max(0, this.lineCount - 1)) : 0;
    if ("offset" in of) while (line + 1 < this.lineCount && this.startOf(line + 1) <= of.offset) line += 1;
    return { offset: this.startOf(line), line, endOffset: this.size, lines: this.lineCount, closed: this.#closed };
  };

  readonly search: LogSource["search"] = async ({ query, direction, offset }) => {
    this.calls.search += 1;
    const text = new TextDecoder().decode(this.#bytes);
    const lines = text.split("\n").map((each, line) => ({ text: each, line, offset: this.startOf(line) }));
    const found =
      direction === "next"
        ? lines.find((line) => line.offset >= offset && line.text.includes(query))
        : lines.findLast((line) => line.offset < offset && line.text.includes(query));
    return { match: found === undefined ? null : { ...found, offset: toOffset(found.offset) }, continueAt: null };
  };

  async *follow(offset: number, signal: AbortSignal): AsyncGenerator<StreamPiece> {
    let at = offset;
    while (!signal.aborted) {
      const end = Math.min(this.size, at + 64 * 1024);
      const upToDate = end === this.size;
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#bytes.subarray(at, end));
      if (this.held) {
        await this.#change(signal);
        continue;
      }
      at = end;
      this.calls.followed += text.length;
      yield { text, nextOffset: toOffset(at), upToDate, closed: this.#closed && upToDate };
      if (this.#closed && upToDate) return;
      if (upToDate) await this.#change(signal);
    }
  }

  /** Lets following go on. */
  release(): void {
    this.held = false;
    this.#wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      signal.addEventListener("abort", () => resolve());
    });
  }
}
