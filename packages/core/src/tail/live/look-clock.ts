/** The tail waits this long for a new connection's first text before it reads the plain log instead, in milliseconds. */
const firstTextMs = 250;
/** The tail waits this long for more text of a replay before it looks for its position, in milliseconds. */
const moreTextMs = 100;
/** The same while the tail knows no text yet, and so not how long a replay would be, in milliseconds. */
const moreFirstTextMs = 25;
/** The time between two reads of the plain log for the position of a live source's text, in milliseconds. */
const minLookMs = 1_000;
const maxLookMs = 5_000;
/** Looks that read much of the log again come no more often than this allows. */
const rereadUnitsPerMs = 4_096;
/** One connection has at most this many looks sooner than planned. */
const maxSoonLooks = 4;

/** What the clock must know of a new connection. */
export interface LookStart {
  /** The tail has text of the log already. */
  readonly knowsText: boolean;
  /** No look before this, in milliseconds of the monotonic clock. */
  readonly notBefore: number;
}

/** Decides when the tail reads the plain log beside a live connection. */
export class LookClock {
  readonly #moreTextMs: number;
  #lookMs = minLookMs;
  #lookAt: number;
  /** No look for held text before this. */
  #notBefore: number;
  /** The last look, and what it read again, allow the next one for a message from here on. */
  #nextAt = 0;
  #filled = false;
  #soonLooks = 0;
  #isSoon = false;

  /** @param now when the connection was opened, in milliseconds of the monotonic clock */
  constructor(now: number, { knowsText, notBefore }: LookStart) {
    this.#moreTextMs = knowsText ? moreTextMs : moreFirstTextMs;
    this.#notBefore = notBefore;
    this.#lookAt = Math.max(notBefore, now + firstTextMs);
  }

  /** When the next look is due. */
  get lookAt(): number {
    return this.#lookAt;
  }

  /** True when the tail has read the plain log since it opened the connection, or since it dropped text. */
  get filled(): boolean {
    return this.#filled;
  }

  /**
   * Text is held until a look decides about it. `first`: nothing was held before. `ready`: a look can decide now, which the last one
   * could not, so the next one is due: nothing more arrives before it. It comes not sooner than the text that the last one read again
   * allows.
   */
  held(now: number, { first, ready }: { readonly first: boolean; readonly ready: boolean }): void {
    if (ready && this.#soonLooks < maxSoonLooks) {
      this.#isSoon = this.#filled;
      this.#lookAt = Math.max(now, this.#notBefore);
    } else if (first) this.#lookAt = Math.max(now + this.#moreTextMs, this.#notBefore);
  }

  /** The tail read the plain log, and knew this many units of it before. */
  looked(now: number, rereadUnits: number): void {
    if (this.#isSoon) this.#soonLooks++;
    this.#isSoon = false;
    this.#filled = true;
    this.#notBefore = now + rereadUnits / rereadUnitsPerMs;
    this.#nextAt = this.#notBefore + minLookMs;
    this.#lookAt = this.#notBefore + this.#lookMs;
    this.#lookMs = Math.min(maxLookMs, this.#lookMs * 1.5);
  }

  /** The position of the held text was found. */
  found(): void {
    this.#lookMs = minLookMs;
  }

  /** Held text was dropped. `at`: a message caused it, so the next look may come sooner than planned. */
  dropped(at?: number): void {
    this.#filled = false;
    if (at !== undefined) this.#lookAt = Math.max(at, this.#nextAt);
    this.#notBefore = this.#lookAt;
  }
}
