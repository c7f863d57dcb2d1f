/** A source that sends its whole log does so without pauses of this length, in milliseconds. */
const silentMs = 500;

/**
 * Decides when a source has shown all that it has: it sent text, and then nothing for a moment. A job that prints every second never
 * leaves the longer time that a check of its status needs (test "is live in the first pause of a job that prints every second").
 */
export class SilenceClock {
  #at = Number.POSITIVE_INFINITY;

  /** When that is, in milliseconds of the monotonic clock, unless more text arrives. */
  get at(): number {
    return this.#at;
  }

  /** Text arrived. */
  text(now: number): void {
    this.#at = now + silentMs;
  }

  /** It was noted. */
  noted(): void {
    this.#at = Number.POSITIVE_INFINITY;
  }
}
