import type { TailTuning } from "../settings.ts";
import type { Cursor } from "../text/cursor.ts";

/** Reading the file beside a live source takes at most about this part of the time. */
const share = 1 / 20;

/**
 * Decides when the tail reads the log file beside a live source, so that the last known position in the file stays near: after a cut
 * the tail reads all text after it again. Each byte is then read twice, so a fast source is not interrupted often.
 */
export class AnchorClock {
  readonly #aheadUnits: number;
  readonly #minWaitMs: number;
  #dueAt: number;

  /** @param now when the source was opened */
  constructor({ heldBytes, anchorWaitMs }: Pick<TailTuning, "heldBytes" | "anchorWaitMs">, now: number) {
    this.#aheadUnits = heldBytes;
    this.#minWaitMs = anchorWaitMs;
    this.#dueAt = now + anchorWaitMs;
  }

  /** Whether the file must be read now. `quiet`: no text arrives now, so that reading delays nothing. */
  isDue(now: number, { received, anchor }: Pick<Cursor, "received" | "anchor">, quiet = false): boolean {
    return received.units - anchor.units >= this.#aheadUnits && (quiet || now >= this.#dueAt);
  }

  /** The file was read, in the time from `began` to `now`. */
  read(began: number, now: number): void {
    this.#dueAt = now + Math.max(this.#minWaitMs, (now - began) / share);
  }
}
