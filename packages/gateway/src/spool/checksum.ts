/**
 * A running checksum of 64 bits (two lanes of FNV-1a), which shows whether bytes that are read again are the same. It finds another text
 * that came by accident, as of another run of a job; it is no protection against somebody who makes texts for it.
 */
export class Checksum {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  /** Adds the next bytes. */
  add(bytes: Uint8Array): void {
    let low = this.#low;
    let high = this.#high;
    for (const byte of bytes) {
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x85ebca6b) + 1;
    }
    this.#low = low;
    this.#high = high | 0;
  }

  /** Whether two checksums saw the same bytes. */
  equals(other: Checksum): boolean {
    return this.#low === other.#low && this.#high === other.#high;
  }
}
