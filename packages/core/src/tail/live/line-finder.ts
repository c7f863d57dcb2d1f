import { advance, type Coordinate, origin } from "../text/coordinate.ts";

/** Finds whole lines in a text that comes in pieces: the places where they stand, as far as they are `wanted`. */
export class LineFinder {
  readonly #lines: string;
  readonly #wanted: (place: Coordinate) => boolean;
  readonly #most: number;
  /** The last of the text: enough for lines that began before a piece. */
  #kept = "";
  #keptAt: Coordinate = origin;
  #searched = 0;
  readonly #places: Array<Coordinate> = [];

  /** @param lines text that ends with `\n`; @param most so many places are remembered */
  constructor(lines: string, wanted: (place: Coordinate) => boolean, most: number) {
    this.#lines = lines;
    this.#wanted = wanted;
    this.#most = most;
  }

  /** The places found so far, in order. */
  get places(): ReadonlyArray<Coordinate> {
    return this.#places;
  }

  /** The next piece, with `\n` as only line end. */
  push(text: string): void {
    if (this.#places.length >= this.#most) return;
    const seen = this.#kept + text;
    let at = this.#keptAt;
    let counted = 0;
    for (;;) {
      const found = seen.indexOf(this.#lines, this.#searched);
      if (found === -1) break;
      this.#searched = found + 1;
      // Lines begin where the text does, or behind a newline.
      const begins = found === 0 ? this.#keptAt === origin : seen.charCodeAt(found - 1) === 10;
      if (!begins) continue;
      at = advance(at, seen.slice(counted, found));
      counted = found;
      if (this.#wanted(at)) this.#places.push(at);
      if (this.#places.length >= this.#most) return;
    }
    // One unit more than the lines have tells whether what follows is the start of a line.
    const keeps = Math.min(seen.length, this.#lines.length);
    const dropped = seen.length - keeps;
    if (dropped > 0) this.#keptAt = advance(this.#keptAt, seen.slice(0, dropped));
    this.#kept = seen.slice(dropped);
    this.#searched = Math.max(dropped === 0 ? 0 : 1, this.#searched - dropped);
  }
}
