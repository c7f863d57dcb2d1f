import type { TailPosition } from "../position.ts";
import type { Anchor } from "./anchor.ts";
import { advance, type Coordinate, origin } from "./coordinate.ts";
import { anchorJson, type Cursor } from "./cursor.ts";
import type { Known } from "./fingerprint.ts";
import { type BatchContext, LazyBatch, type Place } from "./lazy-batch.ts";
import { LineDemand } from "./line-demand.ts";
import type { CountedText } from "./newlines.ts";

/** Makes batches of whole lines from received text, and counts the lines. */
export class LineAssembler {
  /** False while the text is only the end of a log whose start was not read: then no position in the file is known. */
  readonly #placed: boolean;
  /** Whole lines that are not in a batch yet. */
  #whole: Array<string> = [];
  #wholeLines = 0;
  /** The same lines, if their text was split already. */
  #split: Array<string> | undefined;
  /** The end of the whole lines. */
  #wholeEnd: Coordinate;
  /** The pieces of the unfinished last line. */
  #part: Array<string> = [];
  #partUnits = 0;
  #lines: number;
  #passedOver = 0;
  readonly #context: BatchContext;
  #at: Coordinate;
  #anchor: Anchor;
  #head: Known;

  constructor(
    cursor: Cursor,
    start: { readonly from?: TailPosition | undefined; readonly placed: boolean },
    demand: LineDemand = new LineDemand(),
  ) {
    const { from, placed } = start;
    this.#context = { demand, position: (place, head) => this.#positionOf(place, head) };
    this.#placed = placed;
    this.#lines = from?.lines ?? 0;
    this.#at = from === undefined ? origin : { units: from.units, newlines: from.newlines };
    this.#wholeEnd = this.#at;
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
  push({ text, newlines, split }: CountedText): void {
    const end = newlines === 0 ? 0 : text.lastIndexOf("\n") + 1;
    if (end > 0) {
      const whole = end === text.length ? text : text.slice(0, end);
      this.#split = this.#whole.length === 0 ? this.#completed(split) : undefined;
      this.#whole.push(...this.#part, whole);
      this.#wholeLines += newlines;
      const { units } = this.#wholeEnd;
      const partEnd = this.#partUnits === 0 ? this.#wholeEnd : { units: units + this.#partUnits, newlines: 0 };
      this.#wholeEnd = advance(partEnd, whole, newlines);
      this.#part = [];
      this.#partUnits = 0;
    }
    if (end === text.length) return;
    this.#part.push(text.slice(end));
    this.#partUnits += text.length - end;
  }

  /** The lines that a split piece completes: the part before it belongs to its first line, and its rest is a new part. */
  #completed(split: Array<string> | undefined): Array<string> | undefined {
    if (split === undefined) return undefined;
    split.pop();
    if (this.#partUnits > 0) split[0] = this.#part.join("") + split[0];
    return split;
  }

  /** The whole lines since the last batch. */
  batch({ anchor, head }: Cursor): LazyBatch | undefined {
    if (this.#wholeLines === 0) return undefined;
    const whole = { pieces: this.#whole, count: this.#wholeLines, split: this.#split };
    const start: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    this.#whole = [];
    this.#wholeLines = 0;
    this.#split = undefined;
    this.#lines += whole.count;
    this.#at = this.#wholeEnd;
    this.#anchor = anchor;
    this.#head = head;
    return new LazyBatch(whole, start, { lines: this.#lines, at: this.#at, anchor }, head, this.#context);
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
