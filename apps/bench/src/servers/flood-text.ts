import type { FloodShape } from "./flood-id.ts";

/** Bytes of a numbered line, its newline included. */
export const LINE_BYTES = 80;

const filler = " abcdefghijklmnopqrstuvwxyz0123456789".repeat(2).slice(0, LINE_BYTES - 10);

/** The numbered line at this position, without its newline. Its first 9 characters are its number. */
export const numberedLine = (index: number): string => `${String(index).padStart(9, "0")}${filler}`;

/** Bytes of each line of a shape, its newline included. `size` is that of the job. */
export const lineBytesOf = (shape: FloodShape, size: number): number =>
  shape === "empty" ? 1 : shape === "long" ? size : LINE_BYTES;

/** The whole text of a log. */
export const floodText = (shape: FloodShape, size: number): Buffer => {
  if (shape === "empty") return Buffer.alloc(size, "\n");
  if (shape === "long") {
    const text = Buffer.alloc(size, "abcdefghijklmnopqrstuvwxyz0123456789");
    text[size - 1] = 10;
    return text;
  }
  const text = Buffer.alloc(size * LINE_BYTES, `${numberedLine(0)}\n`);
  // Only the number differs from line to line; its last digits are written one by one, which is many times faster than a format.
  for (let index = 0; index < size; index++) {
    let at = index * LINE_BYTES + 8;
    for (let rest = index; rest > 0; rest = Math.trunc(rest / 10)) text[at--] = 48 + (rest % 10);
  }
  return text;
};

/** The offset of the last `lines` lines before `end`. An unfinished line counts as one; -1 means all lines. */
export const lastLinesOffset = (lineBytes: number, end: number, lines: number): number => {
  if (lines === -1) return 0;
  if (lines < 0) return end;
  const unfinished = end % lineBytes;
  const whole = unfinished === 0 ? lines : lines - 1;
  return Math.max(0, end - unfinished - whole * lineBytes);
};
