import { advance, type Coordinate, origin, reaches } from "../text/coordinate.ts";
import { indexOfPosition } from "../text/index-of-position.ts";

/** Collects the first `units` of log text after a position while the log arrives in pieces. */
export class TextAfter {
  readonly #position: Coordinate;
  readonly #units: number;
  #at: Coordinate = origin;
  #text = "";

  constructor(position: Coordinate, units: number) {
    this.#position = position;
    this.#units = units;
  }

  get text(): string {
    return this.#text.slice(0, this.#units);
  }

  /** The next piece; `\n` is the only line end. */
  push(text: string): void {
    if (this.#text.length >= this.#units) return;
    const end = advance(this.#at, text);
    if (reaches(end, this.#position)) {
      const from = reaches(this.#at, this.#position) ? 0 : indexOfPosition(text, this.#at, this.#position);
      this.#text += text.slice(from, from + this.#units);
    }
    this.#at = end;
  }
}
