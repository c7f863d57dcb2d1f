import { LINE_BYTES, numberedLine } from "../servers/flood-text.ts";

/** Every so many pieces of a few lines, one is checked whole; a check of each would cost the reader more than the reading. */
const EVERY = 64;

const check = (line: string | undefined, index: number): void => {
  if (line !== numberedLine(index)) throw new Error(`line ${index} is ${JSON.stringify(line?.slice(0, 100))}`);
};

/** Counts the lines of a flooded log, and checks by samples that each is at its position. */
export class LineCheck {
  lines = 0;
  #units = 0;
  #pieces = 0;

  /** Counts a few whole lines of `units` characters, newlines included. Checks the first line of every 64th call. */
  few(lines: ReadonlyArray<string>, count: number, units: number): void {
    if (this.#pieces++ % EVERY === 0) check(lines[0], this.lines);
    this.lines += count;
    this.#units += units;
  }

  /** Counts many lines, and checks the first and the last. */
  many(lines: ReadonlyArray<string>): void {
    if (lines.length === 0) return;
    check(lines[0], this.lines);
    this.lines += lines.length;
    this.#units += lines.length * LINE_BYTES;
    check(lines[lines.length - 1], this.lines - 1);
  }

  /** Counts the lines of a text of whole lines by its length, and checks the first and the last. */
  text(text: string): void {
    if (text.length === 0) return;
    check(text.slice(0, LINE_BYTES - 1), this.lines);
    this.lines += text.length / LINE_BYTES;
    this.#units += text.length;
    check(text.slice(-LINE_BYTES, -1), this.lines - 1);
  }

  /** Counts one line, and checks every 64th. */
  one(line: string): void {
    if (this.lines % EVERY === 0) check(line, this.lines);
    this.lines++;
    this.#units += line.length + 1;
  }

  /** Throws unless exactly `count` lines of the right length in all were read. */
  done(count: number): void {
    if (this.lines !== count || this.#units !== count * LINE_BYTES) {
      throw new Error(`read ${this.lines} lines and ${this.#units} characters of ${count} lines of ${LINE_BYTES}`);
    }
  }
}
