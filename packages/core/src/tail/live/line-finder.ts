import { advance, type Coordinate, origin } from "../text/coordinate.ts";

/** Finds whole lines in a text that arrives in pieces: the positions of `wanted` lines. */
export class LineFinder {
  readonly #lines: string;
  readonly #wanted: (at: Coordinate) => boolean;
  readonly #max: number;
  /** The end of the text: enough for lines that began before a piece. */
  #kept = "";
  #keptAt: Coordinate = origin;
  #searched = 0;
  readonly #positions: Array<Coordinate> = [];

  /** @param lines text that ends with `\n`; @param max the largest number of positions to remember */
  constructor(lines: string, wanted: (at: Coordinate) => boolean, max: number) {
    this.#lines = lines;
    this.#wanted = wanted;
    this.#max = max;
  }

  /** The positions found so far, in order. */
  get positions(): ReadonlyArray<Coordinate> {
    return this.#positions;
  }

  /** The next piece, with `\n` as only line end. */
  push(text: string): void {
    if (this.#positions.length >= this.#max) return;
    const seen = this.#kept + text;
    let at = this.#keptAt;
    let counted = 0;
    for (;;) {
      const found = seen.indexOf(this.#lines, this.#searched);
      if (found === -1) break;
      this.#searched = found + 1;
      // A line begins at the start of the text, or after a newline. After the first piece a match at 0 was found before.
      const begins = found === 0 || seen.charCodeAt(found - 1) === 10;
      if (!begins) continue;
      at = advance(at, seen.slice(counted, found));
      counted = found;
      if (this.#wanted(at)) this.#positions.push(at);
      if (this.#positions.length >= this.#max) return;
    }
    // One unit more than the lines have shows whether the next text is the start of a line.
    const keeps = Math.min(seen.length, this.#lines.length);
    const dropped = seen.length - keeps;
    this.#keptAt = advance(this.#keptAt, seen.slice(0, dropped));
    this.#kept = seen.slice(dropped);
    this.#searched = Math.max(0, this.#searched - dropped);
  }
}
