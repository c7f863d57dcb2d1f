import { advance, type Coordinate } from "./coordinate.ts";
import type { Anchor } from "../log-cursor.ts";
import type { ShortenedLine, TailBatch } from "../options.ts";
import type { TailPosition } from "../position.ts";

/** A place between two lines of what is yielded. */
export interface Place {
  readonly lines: number;
  readonly at: Coordinate;
  readonly anchor: Anchor;
}

/** The text that is given for some lines of the log: fewer, or shorter ones, where `maxMessageSize` says so. */
export interface Shown {
  readonly text: string;
  readonly count: number;
  readonly shortened: ReadonlyArray<ShortenedLine>;
}

/** A batch whose lines and position are only made when they are asked for: a writer of text needs neither. */
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
  /** Without its first lines. */
  without(lines: number): LazyBatch {
    let at = 0;
    for (let dropped = 0; dropped < lines; dropped++) at = this.text.indexOf("\n", at) + 1;
    const rest = { text: this.text.slice(at), count: this.count - lines };
    return new LazyBatch(rest, this.#after(lines, at), this.#end, this.#position);
  }
  /**
   * Its first lines only, which are the first `length` units, given as `shown`. Short of all of them the anchor may stand behind, so
   * it stays where it was before.
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
