import { utf8Length } from "./utf8-length.ts";

/** How a line above the limit is handled. */
export type OversizePolicy = "error" | "truncate" | "skip";

/** The number of lines and bytes that the limit changed so far. */
export interface OversizeCounts {
  /** Lines that were cut. */
  readonly truncated: number;
  /** Lines that were left out. */
  readonly skipped: number;
  /** Bytes of the log that it left out. */
  readonly bytesLeftOut: number;
}

/** A line above the limit, and the part of it that is yielded: its first bytes, cut at a character; none for `skip` and `error`. */
export interface LongLine {
  readonly policy: OversizePolicy;
  readonly shown: string | undefined;
  /** Its length in bytes of UTF-8. */
  readonly bytes: number;
}

const encoder = new TextEncoder();

/** Applies a size limit to lines and counts what it changed, so that no line is shortened silently. */
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

  /** No line of this many UTF-16 units is too long. */
  get sureUnits(): number {
    return Math.floor(this.#max / 3);
  }

  /** True when a line of this many UTF-16 units cannot be too long: no character needs more than three bytes a unit. */
  surelyWithin(units: number): boolean {
    return units * 3 <= this.#max;
  }

  /** How a line is shortened; undefined when it is short enough. */
  apply(line: string): LongLine | undefined {
    if (this.surelyWithin(line.length)) return undefined;
    const bytes = utf8Length(line);
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
