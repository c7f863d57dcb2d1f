import type { ShortenedLine, TailBatch } from "../options.ts";
import type { TailPosition } from "../position.ts";
import type { Anchor } from "./anchor.ts";
import { advance, type Coordinate } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";
import type { LineDemand } from "./line-demand.ts";

/** A position between two lines. */
export interface Place {
  readonly lines: number;
  readonly at: Coordinate;
  readonly anchor: Anchor;
}

/** The text emitted for some lines of the log: fewer or shorter lines where `maxLineBytes` applies. */
export interface Shown {
  readonly text: string;
  readonly count: number;
  readonly shortened: ReadonlyArray<ShortenedLine>;
}

/** Whole lines: their text in pieces, and the lines themselves when the text was split already. */
export interface WholeLines {
  readonly pieces: ReadonlyArray<string>;
  readonly count: number;
  readonly split?: ReadonlyArray<string> | undefined;
  readonly shortened?: ReadonlyArray<ShortenedLine>;
}

/** What all batches of one tail share. */
export interface BatchContext {
  readonly demand: Pick<LineDemand, "noteRead">;
  readonly position: (place: Place, head: Known) => TailPosition;
}

/** A batch that makes its text, its lines and its position only when they are read: most consumers read only one of them. */
export class LazyBatch implements TailBatch {
  readonly count: number;
  /** The UTF-16 units of the text. */
  readonly units: number;
  declare readonly shortened?: ReadonlyArray<ShortenedLine>;
  readonly #start: Place;
  readonly #end: Place;
  readonly #head: Known;
  readonly #context: BatchContext;
  #pieces: ReadonlyArray<string>;
  #lines: ReadonlyArray<string> | undefined;
  constructor(whole: WholeLines, start: Place, end: Place, head: Known, context: BatchContext) {
    const { pieces, count, split, shortened } = whole;
    this.count = count;
    let units = 0;
    for (const piece of pieces) units += piece.length;
    this.units = units;
    this.#pieces = pieces;
    this.#lines = split;
    if (shortened !== undefined && shortened.length > 0) this.shortened = shortened;
    this.#start = start;
    this.#end = end;
    this.#head = head;
    this.#context = context;
  }
  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join("")];
    return this.#pieces[0] ?? "";
  }
  get lines(): ReadonlyArray<string> {
    this.#context.demand.noteRead();
    this.#lines ??= this.units === 0 ? [] : this.text.slice(0, -1).split("\n");
    return this.#lines;
  }
  get position(): TailPosition {
    return this.#context.position(this.#end, this.#head);
  }
  /** Its text, not its lines: they are the same characters. */
  toJSON(): Omit<TailBatch, "lines"> {
    const { text, shortened, position } = this;
    return { text, ...(shortened === undefined ? {} : { shortened }), position };
  }
  /** The batch without its first lines. */
  without(lines: number): LazyBatch {
    let at = 0;
    for (let dropped = 0; dropped < lines; dropped++) at = this.text.indexOf("\n", at) + 1;
    const rest = { pieces: [this.text.slice(at)], count: this.count - lines };
    return new LazyBatch(rest, this.#after(lines, at), this.#end, this.#head, this.#context);
  }
  /**
   * Its first lines only, which are the first `length` units, with the text `shown`. The anchor after the whole batch may be later
   * than these lines, so for fewer lines it stays the one before the batch.
   */
  first(lines: number, length: number, shown: Shown): LazyBatch {
    const end = lines === this.count ? this.#end : this.#after(lines, length);
    const { text, count, shortened } = shown;
    return new LazyBatch({ pieces: [text], count, shortened }, this.#start, end, this.#head, this.#context);
  }
  #after(lines: number, length: number): Place {
    const { lines: before, at, anchor } = this.#start;
    return { lines: before + lines, at: advance(at, this.text.slice(0, length)), anchor };
  }
}
