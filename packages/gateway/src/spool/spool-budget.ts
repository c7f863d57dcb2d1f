/** Something that holds bytes and can free them. */
export interface Evictable {
  /** Frees the bytes; false when it is in use just now. */
  readonly evict: () => boolean;
}

/** The bytes that all spools may hold together: the entries that nobody read for the longest time go first. */
export class SpoolBudget {
  readonly maxBytes: number;
  /** The bytes of each entry, in the order of use: a Map keeps the order in which entries were added. */
  readonly #entries = new Map<Evictable, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The bytes that are held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Notes that an entry was read or has `more` further bytes. May evict others. */
  use(entry: Evictable, more = 0): void {
    const bytes = (this.#entries.get(entry) ?? 0) + more;
    this.#entries.delete(entry);
    this.#entries.set(entry, bytes);
    this.#bytes += more;
    if (more === 0 || this.#bytes <= this.maxBytes) return;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.maxBytes) return;
      if (oldest !== entry && oldest.evict()) this.drop(oldest);
    }
  }

  /** Forgets an entry. */
  drop(entry: Evictable): void {
    this.#bytes -= this.#entries.get(entry) ?? 0;
    this.#entries.delete(entry);
  }
}
