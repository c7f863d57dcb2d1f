import { StreamLimitExceeded } from "../errors.ts";
import { type Coordinate, origin } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";
import { type Anchor, LogCursor } from "./log-cursor.ts";
import { countNewlines, trailingNewlines } from "./newlines.ts";
import type { StreamLimits, TailBatch } from "./options.ts";
import type { TailPosition } from "./position.ts";

/** The longest line that is held by default, in bytes: a line is one string, and memory is bounded. */
export const defaultMaxMessageBytes: number = 64 * 1024 * 1024;

/** A batch whose lines and position are only made when they are asked for: a writer of text needs neither. */
export class LazyBatch implements TailBatch {
  readonly text: string;
  readonly count: number;
  readonly #position: () => TailPosition;
  #lines: ReadonlyArray<string> | undefined;
  constructor(text: string, count: number, position: () => TailPosition) {
    this.text = text;
    this.count = count;
    this.#position = position;
  }
  get lines(): ReadonlyArray<string> {
    this.#lines ??= this.text.slice(0, -1).split("\n");
    return this.#lines;
  }
  get position(): TailPosition {
    return this.#position();
  }
  /** Without its first lines. */
  without(lines: number): LazyBatch {
    let at = 0;
    for (let dropped = 0; dropped < lines; dropped++) at = this.text.indexOf("\n", at) + 1;
    return new LazyBatch(this.text.slice(at), this.count - lines, this.#position);
  }
}

const encoder = new TextEncoder();

/** Makes whole lines of received text, counts them, and holds the caller's limits. */
export class LineBatcher {
  readonly #cursor: LogCursor;
  readonly #limits: StreamLimits;
  readonly #maxMessageBytes: number;
  /** The pieces of the unfinished last line. */
  #carry: Array<string> = [];
  #carryUnits = 0;
  #messages = 0;
  #bytes = 0;
  #lines: number;
  readonly #firstLine: number;
  #at: Coordinate;
  #anchor: Anchor;

  constructor(cursor: LogCursor, limits: StreamLimits, from?: TailPosition) {
    this.#cursor = cursor;
    this.#limits = limits;
    this.#maxMessageBytes = limits.maxMessageBytes ?? defaultMaxMessageBytes;
    this.#lines = from?.lines ?? 0;
    this.#firstLine = this.#lines;
    this.#at = from === undefined ? origin : { units: from.units, newlines: from.newlines };
    this.#anchor = cursor.anchor;
  }

  /** Lines yielded so far, since the start of the log. */
  get lines(): number {
    return this.#lines;
  }

  /** True while an unfinished line is held. */
  get holdsPart(): boolean {
    return this.#carryUnits > 0;
  }

  /** The place after the last line yielded. */
  position(): TailPosition {
    return positionAt(this.#lines, this.#at, this.#anchor, this.#cursor.head);
  }

  /** Counts one received message. */
  countMessage(): StreamLimitExceeded | undefined {
    this.#messages++;
    return this.#messages > (this.#limits.maxMessages ?? Number.POSITIVE_INFINITY)
      ? this.#exceeded("messages", `more than ${this.#limits.maxMessages} messages arrived`)
      : undefined;
  }

  /** Takes new text; gives the lines that it completes, and the limit it passed, if any: what fits is given first. */
  push(text: string): { readonly batch?: LazyBatch; readonly exceeded?: StreamLimitExceeded } {
    const end = text.lastIndexOf("\n");
    if (end === -1) {
      if (text.length === 0) return {};
      this.#carry.push(text);
      this.#carryUnits += text.length;
      return this.#carryUnits > this.#maxMessageBytes ? { exceeded: this.#lineTooLong() } : {};
    }
    const whole = this.#carry.join("") + text.slice(0, end + 1);
    this.#carry = end + 1 === text.length ? [] : [text.slice(end + 1)];
    this.#carryUnits = text.length - end - 1;
    return this.#emit(whole);
  }

  /** The unfinished last line, at the proven end of the log. */
  finish(): { readonly batch?: LazyBatch; readonly exceeded?: StreamLimitExceeded } {
    if (this.#carryUnits === 0) return {};
    const line = this.#carry.join("");
    this.#carry = [];
    this.#carryUnits = 0;
    return this.#emit(`${line}\n`, true);
  }

  #emit(text: string, unterminated = false): { readonly batch?: LazyBatch; readonly exceeded?: StreamLimitExceeded } {
    const { kept, exceeded } = this.#withinLimits(text);
    if (kept.length === 0) return exceeded === undefined ? {} : { exceeded: exceeded() };
    const count = countNewlines(kept);
    const trailing = trailingNewlines(kept);
    const units = this.#at.units + kept.length - count;
    const newlines = trailing === kept.length ? this.#at.newlines + trailing : trailing;
    this.#at = { units, newlines: unterminated && kept.length === text.length ? Math.max(0, newlines - 1) : newlines };
    this.#lines += count;
    // A batch that was shortened by a limit ends before the cursor's anchor may stand: keep the anchor before it.
    if (kept.length === text.length) this.#anchor = this.#cursor.anchor;
    const { head } = this.#cursor;
    const lines = this.#lines;
    const at = this.#at;
    const anchor = this.#anchor;
    const batch = new LazyBatch(kept, count, () => positionAt(lines, at, anchor, head));
    return exceeded === undefined ? { batch } : { batch, exceeded: exceeded() };
  }

  #withinLimits(text: string): { readonly kept: string; readonly exceeded?: () => StreamLimitExceeded } {
    const { maxLines, maxBytes } = this.#limits;
    const checkLength = text.length * 3 > this.#maxMessageBytes;
    if (maxLines === undefined && maxBytes === undefined && !checkLength) return { kept: text };
    let at = 0;
    for (let line = this.#lines; at < text.length; line++) {
      const next = text.indexOf("\n", at) + 1;
      if (maxLines !== undefined && line - this.#firstLine >= maxLines) {
        return {
          kept: text.slice(0, at),
          exceeded: () => this.#exceeded("lines", `the log has more than ${maxLines} lines`),
        };
      }
      if (checkLength || maxBytes !== undefined) {
        const bytes = encoder.encode(text.slice(at, next)).length;
        if (bytes - 1 > this.#maxMessageBytes) return { kept: text.slice(0, at), exceeded: () => this.#lineTooLong() };
        if (maxBytes !== undefined && this.#bytes + bytes > maxBytes) {
          return {
            kept: text.slice(0, at),
            exceeded: () => this.#exceeded("bytes", `the log has more than ${maxBytes} bytes`),
          };
        }
        this.#bytes += bytes;
      }
      at = next;
    }
    return { kept: text };
  }

  #lineTooLong(): StreamLimitExceeded {
    return this.#exceeded("message-bytes", `line ${this.#lines + 1} is longer than ${this.#maxMessageBytes} bytes`);
  }

  #exceeded(reason: string, what: string): StreamLimitExceeded {
    return new StreamLimitExceeded({
      reason,
      statusCode: 429,
      message: `The tail's limit was passed: ${what}. ${this.#lines} lines were given; raise the limit and go on from the error's position.`,
      position: this.position(),
    });
  }
}

const positionAt = (lines: number, at: Coordinate, anchor: Anchor, head: Known): TailPosition => ({
  version: 1,
  lines,
  units: at.units,
  newlines: at.newlines,
  anchor: LogCursor.anchorJson(anchor, head),
});
