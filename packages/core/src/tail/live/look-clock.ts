/** The tail waits this long for a new connection's first text before it reads the plain log instead, in milliseconds. */
const firstTextMs = 250;
/** The tail waits this long for more text of a replay before it looks for its position, in milliseconds. */
const moreTextMs = 100;
/** The time between two reads of the plain log for the position of a live source's text, in milliseconds. */
const minLookMs = 1_000;
const maxLookMs = 5_000;
/** Looks that read much of the log again come no more often than this allows. */
const rereadUnitsPerMs = 4_096;

/** Decides when the tail reads the plain log beside a live connection. */
export class LookClock {
  #lookMs = minLookMs;
  #lookAt: number;
  #lookedAt = 0;
  #filled = false;

  /** @param now when the connection was opened, in milliseconds of the monotonic clock */
  constructor(now: number) {
    this.#lookAt = now + firstTextMs;
  }

  /** When the next look is due. */
  get lookAt(): number {
    return this.#lookAt;
  }

  /** True when the tail has read the plain log since it opened the connection, or since it dropped text. */
  get filled(): boolean {
    return this.#filled;
  }

  /** Text is held until its position is known. `first`: nothing was held before. `enough`: the tail may look for its position at once. */
  held(now: number, options: { readonly first: boolean; readonly enough: boolean }): void {
    if (!this.#filled && options.enough) this.#lookAt = now;
    else if (options.first) this.#lookAt = Math.max(this.#filled ? this.#lookAt : 0, now + moreTextMs);
  }

  /** The tail read the plain log, and knew this many units of it before. */
  looked(now: number, rereadUnits: number): void {
    this.#filled = true;
    this.#lookedAt = now;
    this.#lookAt = now + this.#lookMs + rereadUnits / rereadUnitsPerMs;
    this.#lookMs = Math.min(maxLookMs, this.#lookMs * 1.5);
  }

  /** The position of the held text was found. */
  found(): void {
    this.#lookMs = minLookMs;
  }

  /** Held text was dropped. `at`: a message caused it, so the next look may be due at once. */
  dropped(at?: number): void {
    this.#filled = false;
    if (at !== undefined) this.#lookAt = Math.max(at, this.#lookedAt + minLookMs);
  }
}
