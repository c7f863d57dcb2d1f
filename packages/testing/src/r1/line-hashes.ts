/** Hashes of lines in order, 8 bytes each, whatever the length of the lines. */
export class LineHashes {
  #values: Float64Array = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(hash: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = hash;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** A sorted copy of the hashes from `start` up to `end`. */
  sorted(start: number, end: number = this.#length): Float64Array {
    return this.#values.slice(start, Math.min(end, this.#length)).sort();
  }
}

/** A 53-bit hash of a line (cyrb53): two given lines share it with a chance of about 1 in 10^15. */
export function hashLine(line: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
