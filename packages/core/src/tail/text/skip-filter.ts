import type { Coordinate } from "./coordinate.ts";
import { LogReset } from "../../errors.ts";
import { countNewlines, leadingNewlines } from "./newlines.ts";
import { skipUnits } from "./skip-units.ts";

const remembered = 512;

/** The last units of a text that are not newlines, at most 512: a replay must have them just before the new text. */
export const lastUnits = (before: string, text: string): string =>
  (text.length >= 2 * remembered ? text.slice(-2 * remembered) : before + text).replaceAll("\n", "").slice(-remembered);

/**
 * Drops the part of a replay that the tail received before: units up to the coordinate, then those of its newlines that are present.
 * Ray's live socket may have sent one newline more than a replay does: it reads the file every second, and a read that ends between
 * `\r` and `\n` shows both as newlines (seen on Ray 2.60).
 */
export class SkipFilter {
  #units: number;
  #newlines: number;
  #expected: string | undefined;
  #dropped = "";
  #skipped = 0;

  /** @param expected the last units before `to`, if known; a replay with other units is another log */
  constructor(from: Coordinate, to: Coordinate, expected?: string) {
    this.#units = to.units - from.units;
    this.#newlines = this.#units > 0 ? to.newlines : Math.max(0, to.newlines - from.newlines);
    this.#expected = expected;
  }

  /** Units dropped so far, newlines included. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Units that the tail received before and that the replay has not repeated yet. */
  get unitsLeft(): number {
    return this.#units;
  }

  /** True when the next text begins with more newlines than the tail received at this position. */
  showsNewline(text: string): boolean {
    return this.#units === 0 && leadingNewlines(text) > this.#newlines;
  }

  /**
   * The new part of the text; pass `newlines` when it is known. Throws {@link LogReset} when the dropped text is not the text that the tail
   * received before.
   */
  apply(text: string, newlines: number = countNewlines(text)): string {
    if (this.#units === 0 && this.#newlines === 0 && this.#expected === undefined) return text;
    let at = text.length;
    // All of it was received before: no need to look at its lines.
    if (text.length - newlines < this.#units) this.#units -= text.length - newlines;
    else {
      const skipped = skipUnits(text, this.#units);
      at = skipped.index;
      this.#units = skipped.unitsLeft;
    }
    if (this.#expected !== undefined) {
      this.#dropped = lastUnits(this.#dropped, text.slice(0, at));
      if (this.#units === 0) this.#verify(this.#expected);
    }
    if (this.#units === 0) {
      while (this.#newlines > 0 && at < text.length) {
        if (text.charCodeAt(at) === 10) {
          at++;
          this.#newlines--;
        } else this.#newlines = 0;
      }
    }
    this.#skipped += at;
    return text.slice(at);
  }

  #verify(expected: string): void {
    this.#expected = undefined;
    const length = Math.min(expected.length, this.#dropped.length);
    if (expected.slice(expected.length - length) === this.#dropped.slice(this.#dropped.length - length)) return;
    throw new LogReset({
      reason: "different-text",
      message:
        "The log's text before the position is not the text that was read: the log was replaced. Start again without `from`.",
    });
  }
}
