import type { TailPosition } from "../position.ts";
import type { Anchor } from "./anchor.ts";
import { advance, type Coordinate, origin } from "./coordinate.ts";
import { anchorJson, type Cursor } from "./cursor.ts";
import type { Known } from "./fingerprint.ts";
import { LazyBatch, type Place } from "./lazy-batch.ts";
import type { CountedText } from "./newlines.ts";

/** Makes batches of whole lines from received text, and counts the lines. */
export class LineAssembler {
  /** False while the text is only the end of a log whose start was not read: then no position in the file is known. */
  readonly #placed: boolean;
  /** Whole lines that are not in a batch yet. */
  #whole: Array<string> = [];
  #wholeLines = 0;
  /** The pieces of the unfinished last line. */
  #part: Array<string> = [];
  #partUnits = 0;
  #lines: number;
  #passedOver = 0;
  #at: Coordinate;
  #anchor: Anchor;
  #head: Known;

  constructor(cursor: Cursor, start: { readonly from?: TailPosition | undefined; readonly placed: boolean }) {
    const { from, placed } = start;
    this.#placed = placed;
    this.#lines = from?.lines ?? 0;
    this.#at = from === undefined ? origin : { units: from.units, newlines: from.newlines };
    this.#anchor = cursor.anchor;
    this.#head = cursor.head;
  }

  /** Lines in batches so far, since the first line that the tail yields. */
  get lines(): number {
    return this.#lines - this.#passedOver;
  }

  /** Lines in batches so far, since the start of the log or of its last N lines. */
  get allLines(): number {
    return this.#lines;
  }

  /** The end of the last line in a batch. */
  get at(): Coordinate {
    return this.#at;
  }

  /** UTF-16 units of the unfinished last line. */
  get partUnits(): number {
    return this.#partUnits;
  }

  /** The position after the last line in a batch. */
  get position(): TailPosition {
    return this.#positionOf({ lines: this.#lines, at: this.#at, anchor: this.#anchor }, this.#head);
  }

  /** The first `lines` lines are not yielded: counting begins after them, also for batches that exist already. */
  passOver(lines: number): void {
    this.#passedOver = lines;
  }

  /** Adds new text. */
  push({ text, newlines }: CountedText): void {
    const end = text.lastIndexOf("\n") + 1;
    if (end > 0) {
      this.#whole.push(...this.#part, text.slice(0, end));
      this.#wholeLines += newlines;
      this.#part = [];
      this.#partUnits = 0;
    }
    if (end === text.length) return;
    this.#part.push(text.slice(end));
    this.#partUnits += text.length - end;
  }

  /** The whole lines since the last batch. */
  batch(cursor: Cursor): LazyBatch | undefined {
    if (this.#wholeLines === 0) return undefined;
    const text = this.#whole.join("");
    const count = this.#wholeLines;
    this.#whole = [];
    this.#wholeLines = 0;
    const start: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    this.#lines += count;
    this.#at = advance(this.#at, text, count);
    this.#anchor = cursor.anchor;
    this.#head = cursor.head;
    const { head } = cursor;
    const end: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    return new LazyBatch({ text, count }, start, end, (place) => this.#positionOf(place, head));
  }

  /**
   * Ends the unfinished last line. Its position counts the newline that it does not have: if the log continues after all (`follow:
   * false`, or a child that outlived its job), that newline would otherwise come out as an empty line.
   */
  endPart(): void {
    if (this.#partUnits > 0) this.push({ text: "\n", newlines: 1 });
  }

  #positionOf({ lines, at, anchor }: Place, head: Known): TailPosition {
    return {
      version: 1,
      lines: lines - this.#passedOver,
      units: at.units,
      newlines: at.newlines,
      anchor: this.#placed ? anchorJson(anchor, head) : null,
    };
  }
}
