import type { AgentEvent, OversizePolicy } from "./agent-event.ts";

/** Limits of one log message. */
export interface MessageLimitOptions {
  /** Most bytes of one log message, as UTF-8, without its framing and its final newline. Default 10,240. */
  readonly maxMessageSize?: number | undefined;
  /** Default `truncate`. */
  readonly oversize?: OversizePolicy | undefined;
}

/** What the limit did so far. */
export interface OversizeCounts {
  readonly truncated: number;
  readonly skipped: number;
  /** Bytes of the log that were not let through. */
  readonly bytesLeftOut: number;
}

const encoder = new TextEncoder();

/** Holds log messages to `maxMessageSize` and counts what it changed: nothing is shortened unseen (R1, R10). */
export class MessageLimit {
  readonly #max: number;
  readonly #policy: OversizePolicy;
  #counts = { truncated: 0, skipped: 0, bytesLeftOut: 0 };

  constructor({ maxMessageSize = 10_240, oversize = "truncate" }: MessageLimitOptions = {}) {
    this.#max = maxMessageSize;
    this.#policy = oversize;
  }

  get counts(): OversizeCounts {
    return { ...this.#counts };
  }

  /** The event for a log text that ends in `\n`. */
  apply(text: string): Extract<AgentEvent, { type: "line" | "oversize" }> {
    // No character needs more than three bytes a unit, so most messages are never encoded.
    if ((text.length - 1) * 3 <= this.#max) return { type: "line", text };
    const message = text.slice(0, -1);
    const bytes = encoder.encode(message).length;
    if (bytes <= this.#max) return { type: "line", text };
    const policy = this.#policy;
    if (policy !== "truncate") {
      if (policy === "skip") {
        this.#counts.skipped++;
        this.#counts.bytesLeftOut += bytes;
      }
      return { type: "oversize", policy, text, shown: "", bytes };
    }
    // encodeInto never writes half a character.
    const { read, written } = encoder.encodeInto(message, new Uint8Array(this.#max));
    this.#counts.truncated++;
    this.#counts.bytesLeftOut += bytes - written;
    return { type: "oversize", policy, text, shown: `${message.slice(0, read)}\n`, bytes };
  }
}
