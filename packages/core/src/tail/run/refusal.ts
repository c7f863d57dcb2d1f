/** The tail asks again for a path that was refused after this time, in milliseconds; after each further refusal, it doubles the time. */
const firstRetryMs = 30_000;
const maxRetryMs = 1_800_000;

/**
 * Decides when the tail asks again for a path that the server, or a proxy, refused. A proxy that never passes it costs one request now
 * and then; one that refused only while it restarted does not cost the tail its best source for hours.
 */
export class Refusal {
  #retryAt = Number.NEGATIVE_INFINITY;
  #retryMs = firstRetryMs;

  /** The path was refused. */
  refused(now: number): void {
    this.#retryAt = now + this.#retryMs;
    this.#retryMs = Math.min(maxRetryMs, this.#retryMs * 2);
  }

  /** The path was not refused. */
  passed(): void {
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#retryMs = firstRetryMs;
  }

  /** Whether the tail may ask for the path now. */
  mayAsk(now: number): boolean {
    return now >= this.#retryAt;
  }
}
