import { Checksum } from "./checksum.ts";
import type { Segment } from "./segment-store.ts";
import type { Evictable, SpoolBudget } from "./spool-budget.ts";

/** A part of a spool. Its bytes may be evicted; where it begins and ends stays known. */
export class SpoolSegment implements Evictable {
  /** The offset of its first byte in the log. */
  readonly start: number;
  /** Of all its bytes, evicted or not. */
  readonly checksum: Checksum = new Checksum();
  readonly #budget: SpoolBudget;
  #length = 0;
  #data: Segment | undefined;
  /** Reads and writes that run now: an evicted segment must not lose its file under them. */
  #users = 0;
  #filling: Promise<void> | undefined;

  constructor(start: number, data: Segment, budget: SpoolBudget) {
    this.start = start;
    this.#data = data;
    this.#budget = budget;
  }

  /** The offset after its last byte. */
  get end(): number {
    return this.start + this.#length;
  }

  /** False after its bytes were evicted. */
  get held(): boolean {
    return this.#data !== undefined;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#using(async (data) => await data.append(bytes));
    this.checksum.add(bytes);
    this.#length += bytes.length;
    this.#budget.use(this, bytes.length);
  }

  /** Reads bytes between its start and its end; `fill` reads them from the source again when they were evicted. */
  async read(offset: number, length: number, fill: () => Promise<Segment>): Promise<Uint8Array> {
    while (this.#data === undefined) {
      this.#filling ??= this.#fill(fill);
      await this.#filling;
    }
    this.#budget.use(this);
    return await this.#using((data) => data.read(offset - this.start, length));
  }

  evict(): boolean {
    if (this.#users > 0 || this.#data === undefined) return false;
    const data = this.#data;
    this.#data = undefined;
    // A file that cannot be removed now is removed with its folder.
    data.remove().catch(() => undefined);
    return true;
  }

  /** Frees its bytes for good. */
  async remove(): Promise<void> {
    this.#budget.drop(this);
    const data = this.#data;
    this.#data = undefined;
    await data?.remove();
  }

  async #fill(fill: () => Promise<Segment>): Promise<void> {
    try {
      this.#data = await fill();
      this.#budget.use(this, this.#length);
    } finally {
      this.#filling = undefined;
    }
  }

  async #using<A>(use: (data: Segment) => Promise<A>): Promise<A> {
    if (this.#data === undefined) throw new Error("the segment has no bytes");
    this.#users += 1;
    try {
      return await use(this.#data);
    } finally {
      this.#users -= 1;
    }
  }
}
