/** What to do with a line of the log that is longer than the limit. */
export type OversizePolicy = "error" | "truncate" | "skip";

/** What the limit did so far. */
export interface OversizeCounts {
  readonly truncated: number;
  readonly skipped: number;
  /** Bytes of the log that were not let through. */
  readonly bytesLeftOut: number;
}

/** A line above the limit, and what is let through of it: its first bytes, cut at a character; nothing for `skip` and `error`. */
export interface LongLine {
  readonly policy: OversizePolicy;
  readonly shown: string | undefined;
  /** Its length in bytes of UTF-8. */
  readonly bytes: number;
}

const encoder = new TextEncoder();

/** Holds lines to a size and counts what it changed: nothing is shortened unseen (R1, R10). */
export class LineLimit {
  readonly #max: number;
  readonly #policy: OversizePolicy;
  #counts: OversizeCounts = { truncated: 0, skipped: 0, bytesLeftOut: 0 };

  /** @param max bytes of UTF-8 of one line without its newline */
  constructor(max: number, policy: OversizePolicy) {
    this.#max = max;
    this.#policy = policy;
  }

  get counts(): OversizeCounts {
    return this.#counts;
  }

  /** True when a line of so many UTF-16 units cannot be too long: no character needs more than three bytes a unit. */
  surelyWithin(units: number): boolean {
    return units * 3 <= this.#max;
  }

  /** What becomes of a line that is too long; undefined for one that is not. */
  apply(line: string): LongLine | undefined {
    if (this.surelyWithin(line.length)) return undefined;
    const bytes = encoder.encode(line).length;
    if (bytes <= this.#max) return undefined;
    const policy = this.#policy;
    if (policy === "error") return { policy, shown: undefined, bytes };
    const { truncated, skipped, bytesLeftOut } = this.#counts;
    if (policy === "skip") {
      this.#counts = { truncated, skipped: skipped + 1, bytesLeftOut: bytesLeftOut + bytes };
      return { policy, shown: undefined, bytes };
    }
    // encodeInto never writes half a character.
    const { read, written } = encoder.encodeInto(line, new Uint8Array(this.#max));
    this.#counts = { truncated: truncated + 1, skipped, bytesLeftOut: bytesLeftOut + bytes - written };
    return { policy, shown: line.slice(0, read), bytes };
  }
}
