import { advance, type Coordinate, origin, reaches } from "./coordinate.ts";

/** So much is held at most. */
const mostHeld = 64 * 1024;

/** What messages of one kind turned out to be: text of the log, or signs of life. */
export type KnownKinds = Map<string, "text" | "life">;

/** So many kinds are remembered; of further ones each message is looked for in the log. */
const mostKinds = 256;

/** Remembers what messages of a kind are, once. */
export const learnKind = (kinds: KnownKinds, kind: string, meaning: "text" | "life"): void => {
  if (!kinds.has(kind) && kinds.size < mostKinds) kinds.set(kind, meaning);
};

interface Entry {
  readonly text: string;
  /** Undefined: surely text of the log, which must wait for what came before. */
  readonly kind: string | undefined;
}

/** The log's text that follows a place, as far as it is wanted, while the log is read in pieces. */
export class TextAfter {
  readonly #place: Coordinate;
  readonly #units: number;
  #at: Coordinate = origin;
  #text = "";

  constructor(place: Coordinate, units: number) {
    this.#place = place;
    this.#units = units;
  }

  get text(): string {
    return this.#text.slice(0, this.#units);
  }

  /** The next piece, with `\n` as only line end. */
  push(text: string): void {
    if (this.#text.length >= this.#units) return;
    const end = advance(this.#at, text);
    let from = 0;
    if (!reaches(this.#at, this.#place)) {
      if (!reaches(end, this.#place)) {
        this.#at = end;
        return;
      }
      for (let at = this.#at; !reaches(at, this.#place); from++) at = advance(at, text.charAt(from));
    }
    this.#at = end;
    this.#text += text.slice(from, from + this.#units);
  }
}

/**
 * Messages of a live source that may be text of the log or signs of life (an empty frame among bare lines, an event of a type that is
 * not known), and the text that came after them, until the plain log tells.
 */
export class UnsureText {
  readonly #kinds: KnownKinds;
  #entries: Array<Entry> = [];
  #units = 0;

  constructor(kinds: KnownKinds) {
    this.#kinds = kinds;
  }

  /** Something waits. */
  get holds(): boolean {
    return this.#entries.length > 0;
  }

  /** No more can wait. */
  get full(): boolean {
    return this.#units >= mostHeld;
  }

  /** UTF-16 units that wait. */
  get units(): number {
    return this.#units;
  }

  /** Takes more, as often as it came. */
  add(text: string, kind?: string, count = 1): void {
    for (let left = count; left > 0 && !this.full; left--) {
      this.#entries.push({ text, kind });
      this.#units += text.length;
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#entries = [];
    this.#units = 0;
  }

  /**
   * Decides by the log's text at the same place: gives what is text of the log, and goes on holding what the log does not show yet,
   * unless it should by now (`last`). Undefined when the log has something else there.
   */
  decide(log: string, last: boolean): string | undefined {
    let at = 0;
    let text = "";
    for (const [index, entry] of this.#entries.entries()) {
      const shown = log.slice(at, at + entry.text.length);
      if (shown === entry.text) {
        text += shown;
        at += shown.length;
        this.#learn(entry, "text");
      } else if (!last && entry.text.startsWith(shown)) {
        this.#entries = this.#entries.slice(index);
        this.#units = this.#entries.reduce((units, it) => units + it.text.length, 0);
        return text;
      } else if (entry.kind === undefined) return undefined;
      else this.#learn(entry, "life");
    }
    this.clear();
    return text;
  }

  #learn({ kind }: Entry, meaning: "text" | "life"): void {
    if (kind !== undefined) learnKind(this.#kinds, kind, meaning);
  }
}
