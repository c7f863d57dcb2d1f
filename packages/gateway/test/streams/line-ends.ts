/**
 * The text that a job printed, and which of its line ends the shim added. A log's text ends every line with `\n`, but a conformance
 * test appends pieces of lines and expects them back as they were. So the shim prints each piece as a line and takes exactly the
 * line ends that it added out of what it passes on: by their positions, which it can check because an offset is a count of bytes.
 */
export class LineEnds {
  readonly #added: Array<number> = [];
  #length = 0;

  /** The bytes of the log's text: the offset of its end. */
  get length(): number {
    return this.#length;
  }

  /** The line to print for a piece. */
  add(piece: string): string {
    const line = `${piece}\n`;
    // The offsets count what the gateway serves, where every line end is one byte.
    this.#length += new TextEncoder().encode(line.replace(/\r\n?/g, "\n")).length;
    this.#added.push(this.#length - 1);
    return line;
  }

  /** The bytes without the added line ends. `end` is the offset after them. Throws where an added line end should be and is not. */
  remove(bytes: Uint8Array, end: number): Uint8Array<ArrayBuffer> {
    const start = end - bytes.length;
    const kept: Array<number> = [];
    let next = 0;
    for (const position of this.#added) {
      if (position < start || position >= end) continue;
      if (bytes[position - start] !== 0x0a)
        throw new Error(
          `The gateway has byte ${bytes[position - start]} at offset ${position}, where the job printed a line end.`,
        );
      kept.push(...bytes.subarray(next, position - start));
      next = position - start + 1;
    }
    kept.push(...bytes.subarray(next));
    return new Uint8Array(kept);
  }
}
