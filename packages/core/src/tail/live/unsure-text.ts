import type { LiveMemory, Meaning } from "./live-memory.ts";

/** It holds at most this much text, in UTF-16 units. */
const maxHeldUnits = 64 * 1024;

interface Entry {
  readonly text: string;
  /** Undefined for text that is certainly log text; it waits for the entries before it. */
  readonly kind: string | undefined;
}

/**
 * Holds messages of a live source that may be log text or heartbeats (an empty frame between bare lines, an event of an unknown type),
 * and the text after them, until the plain log shows which they are.
 */
export class UnsureText {
  readonly #memory: LiveMemory;
  #entries: Array<Entry> = [];
  #units = 0;

  constructor(memory: LiveMemory) {
    this.#memory = memory;
  }

  /** True while it holds messages. */
  get holds(): boolean {
    return this.#entries.length > 0;
  }

  /** True when it can hold no more. */
  get full(): boolean {
    return this.#units >= maxHeldUnits;
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
      else this.#learn(entry, "heartbeat");
    }
    this.clear();
    return text;
  }

  #learn({ kind }: Entry, meaning: Meaning): void {
    if (kind !== undefined) this.#memory.learn(kind, meaning);
  }
}
