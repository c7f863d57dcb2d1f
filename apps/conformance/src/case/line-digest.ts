/**
 * A running digest of lines, the same in every runtime and fast enough for hundreds of megabytes (two multiplicative 32-bit hashes):
 * for logs that are too long to send to the runner for checking.
 */
export class LineDigest {
  lines = 0;
  #one = 0x811c9dc5;
  #other = 0x01000193;

  add(line: string): void {
    this.lines += 1;
    let one = this.#one;
    let other = this.#other;
    for (let at = 0; at < line.length; at++) {
      const unit = line.charCodeAt(at);
      one = Math.imul(one ^ unit, 16_777_619);
      other = Math.imul(other ^ unit, 2_246_822_507);
    }
    // The end of a line is a unit that no line contains.
    this.#one = Math.imul(one ^ 0x1_0000, 16_777_619);
    this.#other = Math.imul(other ^ 0x1_0000, 2_246_822_507) ^ (one >>> 16);
  }

  toString(): string {
    return `${this.lines}:${(this.#one >>> 0).toString(16)}:${(this.#other >>> 0).toString(16)}`;
  }
}
