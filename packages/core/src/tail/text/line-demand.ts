/**
 * Whether the consumer reads the lines of its batches, or only their text. If it reads them, the tail splits each piece once, and counts
 * its lines by that; else it counts the newlines, and nothing is split.
 */
export class LineDemand {
  #read = false;
  #wanted = false;

  /** The consumer read the lines of its last batches. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** The consumer reads the lines of a batch. */
  noteRead(): void {
    this.#read = true;
  }

  /** The consumer takes the next batches. */
  noteTaken(): void {
    this.#wanted = this.#read;
    this.#read = false;
  }
}
