import { advance, type Coordinate, isSame, origin, reaches } from "../text/coordinate.ts";
import { indexOfPosition } from "../text/index-of-position.ts";

/** The positions that a {@link LineFinder} looks for. */
export interface Wanted {
  /** The start of the text. */
  readonly start: boolean;
  /** This position and those after it. */
  readonly after: Coordinate;
}

/** The search leaps to the next occurrence of so many units of the lines, then compares unit by unit. */
const maxLeap = 64;

interface Piece {
  readonly text: string;
  readonly at: Coordinate;
}

/**
 * Finds whole lines in a text that arrives in pieces. It takes time in proportion to the text, also for lines that repeat themselves:
 * `indexOf` compares all of the lines at each of them (Knuth, Morris and Pratt's search does not).
 */
export class LineFinder {
  /** The lines with the newline before them. */
  readonly #lines: string;
  /** The units to continue with after a difference: those before each that are also the start of the lines. */
  readonly #borders: Int32Array;
  readonly #leap: string;
  readonly #wanted: Wanted;
  readonly #max: number;
  /** Units of the lines that the start of the text has so far; undefined when it differs, or was compared. */
  #atStart: number | undefined;
  /** Units of `#lines` that the text ends with; undefined before the first wanted position. */
  #matched: number | undefined;
  /** The last pieces: at least all text since the start of the lines that the text ends with. */
  #pieces: Array<Piece> = [];
  #kept = 0;
  #end: Coordinate = origin;
  readonly #positions: Array<Coordinate> = [];

  /** @param lines text that ends with `\n`; @param max the largest number of positions to remember */
  constructor(lines: string, wanted: Wanted, max: number) {
    this.#lines = `\n${lines}`;
    this.#leap = this.#lines.slice(0, maxLeap);
    this.#borders = bordersOf(this.#lines);
    this.#wanted = wanted;
    this.#max = max;
    this.#atStart = wanted.start && !isSame(wanted.after, origin) ? 0 : undefined;
  }

  /** The positions found so far, in order. */
  get positions(): ReadonlyArray<Coordinate> {
    return this.#positions;
  }

  /** The next piece, with `\n` as only line end. */
  push(text: string): void {
    if (this.#positions.length >= this.#max || text.length === 0) return;
    const at = this.#end;
    this.#end = advance(at, text);
    if (this.#atStart !== undefined) this.#compareStart(this.#atStart, text);
    if (this.#matched !== undefined) return this.#search(text, at, 0, this.#matched);
    const { after } = this.#wanted;
    if (!reaches(this.#end, after)) return;
    const index = reaches(at, after) ? 0 : indexOfPosition(text, at, after);
    const begins = index > 0 ? text.charCodeAt(index - 1) === 10 : at.newlines > 0 || isSame(at, origin);
    this.#search(text, at, index, begins ? 1 : 0);
  }

  #compareStart(compared: number, text: string): void {
    const left = this.#lines.length - 1 - compared;
    const same = text.slice(0, left);
    if (!this.#lines.startsWith(same, compared + 1)) this.#atStart = undefined;
    else if (same.length < left) this.#atStart = compared + same.length;
    else {
      this.#atStart = undefined;
      this.#positions.push(origin);
    }
  }

  #search(text: string, at: Coordinate, from: number, begin: number): void {
    const lines = this.#lines;
    const borders = this.#borders;
    this.#keep({ text, at });
    let matched = begin;
    for (let index = from; index < text.length; index++) {
      if (matched === 0) index = this.#next(text, index);
      const unit = text.charCodeAt(index);
      while (matched > 0 && lines.charCodeAt(matched) !== unit) matched = borders[matched] as number;
      if (lines.charCodeAt(matched) === unit) matched++;
      if (matched < lines.length) continue;
      this.#positions.push(this.#positionBefore(text.length - index - 1 + lines.length - 1));
      if (this.#positions.length >= this.#max) return;
      matched = borders[matched] as number;
    }
    this.#matched = matched;
  }

  /** The next index where the lines may begin: in the last units of a piece, each. */
  #next(text: string, from: number): number {
    const found = text.indexOf(this.#leap, from);
    return found === -1 ? Math.max(from, text.length - this.#leap.length + 1) : found;
  }

  #keep(piece: Piece): void {
    this.#pieces.push(piece);
    this.#kept += piece.text.length;
    let drop = 0;
    for (const { text } of this.#pieces) {
      if (this.#kept - text.length < this.#lines.length + piece.text.length) break;
      this.#kept -= text.length;
      drop++;
    }
    if (drop > 0) this.#pieces.splice(0, drop);
  }

  /** The position of so many units before the end of the text. */
  #positionBefore(units: number): Coordinate {
    let left = units;
    for (let index = this.#pieces.length - 1; ; index--) {
      const { text, at } = this.#pieces[index] as Piece;
      if (left <= text.length) return advance(at, text.slice(0, text.length - left));
      left -= text.length;
    }
  }
}

/** For each number of units of a text: the most units, fewer than those, that they begin and end with. */
const bordersOf = (text: string): Int32Array => {
  const borders = new Int32Array(text.length + 1);
  let border = 0;
  for (let length = 2; length <= text.length; length++) {
    const unit = text.charCodeAt(length - 1);
    while (border > 0 && text.charCodeAt(border) !== unit) border = borders[border] as number;
    if (text.charCodeAt(border) === unit) border++;
    borders[length] = border;
  }
  return borders;
};
