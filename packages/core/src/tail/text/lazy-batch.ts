import type { ShortenedLine, TailBatch } from "../options.ts";
import type { TailPosition } from "../position.ts";
import type { Anchor } from "./anchor.ts";
import { advance, type Coordinate } from "./coordinate.ts";

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

/** A batch that makes its lines and its position only when they are read: a consumer of text needs neither. */
export class LazyBatch implements TailBatch {
  readonly text: string;
  readonly count: number;
  declare readonly shortened?: ReadonlyArray<ShortenedLine>;
  readonly #start: Place;
  readonly #end: Place;
  readonly #position: (place: Place) => TailPosition;
  #lines: ReadonlyArray<string> | undefined;
  constructor(
    shown: Omit<Shown, "shortened"> & Partial<Shown>,
    start: Place,
    end: Place,
    position: (place: Place) => TailPosition,
  ) {
    this.text = shown.text;
    this.count = shown.count;
    if (shown.shortened !== undefined && shown.shortened.length > 0) this.shortened = shown.shortened;
    this.#start = start;
    this.#end = end;
    this.#position = position;
  }
  get lines(): ReadonlyArray<string> {
    this.#lines ??= this.text === "" ? [] : this.text.slice(0, -1).split("\n");
    return this.#lines;
  }
  get position(): TailPosition {
    return this.#position(this.#end);
  }
  /** The batch without its first lines. */
  without(lines: number): LazyBatch {
    let at = 0;
    for (let dropped = 0; dropped < lines; dropped++) at = this.text.indexOf("\n", at) + 1;
    const rest = { text: this.text.slice(at), count: this.count - lines };
    return new LazyBatch(rest, this.#after(lines, at), this.#end, this.#position);
  }
  /**
   * Its first lines only, which are the first `length` units, with the text `shown`. The anchor after the whole batch may be later
   * than these lines, so for fewer lines it stays the one before the batch.
   */
  first(lines: number, length: number, shown: Shown): LazyBatch {
    const end = lines === this.count ? this.#end : this.#after(lines, length);
    return new LazyBatch(shown, this.#start, end, this.#position);
  }
  #after(lines: number, length: number): Place {
    const { lines: before, at, anchor } = this.#start;
    return { lines: before + lines, at: advance(at, this.text.slice(0, length)), anchor };
  }
}
