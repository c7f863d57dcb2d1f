import type { Cursor } from "../text/cursor.ts";

/** Reading the file beside a live source takes at most about this part of the time: */
const share = 1 / 20;
/** and a source that has just begun is not interrupted for this long, in milliseconds. */
const minWaitMs = 1_000;

/**
 * Decides when the tail reads the log file beside a live source, so that the last known position in the file stays near: after a cut
 * the tail reads all text after it again. Each byte is then read twice, so a fast source is not interrupted often.
 */
export class AnchorClock {
  readonly #aheadUnits: number;
  #dueAt: number;

  /** @param aheadUnits the file is not read before this much text has arrived after the position; @param now when the source was opened */
  constructor(aheadUnits: number, now: number) {
    this.#aheadUnits = aheadUnits;
    this.#dueAt = now + minWaitMs;
  }

  /** Whether the file must be read now. `quiet`: no text arrives now, so that reading delays nothing. */
  isDue(now: number, { received, anchor }: Pick<Cursor, "received" | "anchor">, quiet = false): boolean {
    return received.units - anchor.units >= this.#aheadUnits && (quiet || now >= this.#dueAt);
  }

  /** The file was read, in the time from `began` to `now`. */
  read(began: number, now: number): void {
    this.#dueAt = now + Math.max(minWaitMs, (now - began) / share);
  }
}
