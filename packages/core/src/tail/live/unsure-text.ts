import { advance, type Coordinate, origin, reaches } from "../text/coordinate.ts";

/** The most text it holds, in UTF-16 units. */
const mostHeld = 64 * 1024;

/** What messages of each kind mean: log text, or heartbeats ("life"). */
export type KnownKinds = Map<string, "text" | "life">;

/** The most kinds it remembers; it compares every message of further kinds with the log. */
const mostKinds = 256;

/** Remembers the meaning of a kind; the first meaning wins. */
export const learnKind = (kinds: KnownKinds, kind: string, meaning: "text" | "life"): void => {
  if (!kinds.has(kind) && kinds.size < mostKinds) kinds.set(kind, meaning);
};

interface Entry {
  readonly text: string;
  /** Undefined for text that is certainly log text and waits for the entries before it. */
  readonly kind: string | undefined;
}

/** Collects the first `units` of log text after a position while the log arrives in pieces. */
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

  /** The next piece; `\n` is the only line end. */
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
 * Holds messages of a live source that may be log text or heartbeats (an empty frame between bare lines, an event of an unknown type),
 * and the text after them, until the plain log shows which they are.
 */
export class UnsureText {
  readonly #kinds: KnownKinds;
  #entries: Array<Entry> = [];
  #units = 0;

  constructor(kinds: KnownKinds) {
    this.#kinds = kinds;
  }

  /** True while it holds messages. */
  get holds(): boolean {
    return this.#entries.length > 0;
  }

  /** True when it can hold no more. */
  get full(): boolean {
    return this.#units >= mostHeld;
  }

  /** UTF-16 units that it holds. */
  get units(): number {
    return this.#units;
  }

  /** Adds a message, `count` times. */
  add(text: string, kind?: string, count = 1): void {
    for (let left = count; left > 0 && !this.full; left--) {
      this.#entries.push({ text, kind });
      this.#units += text.length;
    }
  }

  /** Drops everything. */
  clear(): void {
    this.#entries = [];
    this.#units = 0;
  }

  /**
   * Compares the messages with the log's text at the same position. Returns the log text among them and keeps what the log does not
   * contain yet, unless this is the `last` comparison. Returns undefined when the log has other text at that position.
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
