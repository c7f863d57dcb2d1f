import { StreamLimitExceeded } from "../errors.ts";
import { advance, type Coordinate, origin } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";
import { type Anchor, LogCursor } from "./log-cursor.ts";
import type { CountedText } from "./newlines.ts";
import type { StreamLimits, TailBatch } from "./options.ts";
import type { TailPosition } from "./position.ts";

/** The longest line that is held by default, in bytes: a line is one string, and memory is bounded. */
export const defaultMaxMessageBytes: number = 64 * 1024 * 1024;

/** A place between two lines of what is yielded. */
interface Place {
  readonly lines: number;
  readonly at: Coordinate;
  readonly anchor: Anchor;
}

/** A batch whose lines and position are only made when they are asked for: a writer of text needs neither. */
export class LazyBatch implements TailBatch {
  readonly text: string;
  readonly count: number;
  readonly #start: Place;
  readonly #end: Place;
  readonly #position: (place: Place) => TailPosition;
  #lines: ReadonlyArray<string> | undefined;
  constructor(text: string, count: number, start: Place, end: Place, position: (place: Place) => TailPosition) {
    this.text = text;
    this.count = count;
    this.#start = start;
    this.#end = end;
    this.#position = position;
  }
  get lines(): ReadonlyArray<string> {
    this.#lines ??= this.text.slice(0, -1).split("\n");
    return this.#lines;
  }
  get position(): TailPosition {
    return this.#position(this.#end);
  }
  /** Without its first lines. */
  without(lines: number): LazyBatch {
    let at = 0;
    for (let dropped = 0; dropped < lines; dropped++) at = this.text.indexOf("\n", at) + 1;
    const start = this.#after(lines, at);
    return new LazyBatch(this.text.slice(at), this.count - lines, start, this.#end, this.#position);
  }
  /** Its first lines only, which are the first `length` units. The anchor may stand behind them, so it stays where it was before. */
  first(lines: number, length: number): LazyBatch {
    return new LazyBatch(this.text.slice(0, length), lines, this.#start, this.#after(lines, length), this.#position);
  }
  #after(lines: number, length: number): Place {
    const { lines: before, at, anchor } = this.#start;
    return { lines: before + lines, at: advance(at, this.text.slice(0, length)), anchor };
  }
}

const encoder = new TextEncoder();

/** What may be given out, and the limit that was passed with the rest. */
export interface Given {
  readonly batch?: LazyBatch;
  readonly exceeded?: StreamLimitExceeded;
}

/** Makes whole lines of received text, counts them, and holds the caller's limits. */
export class LineBatcher {
  readonly #cursor: LogCursor;
  readonly #limits: StreamLimits;
  readonly #maxMessageBytes: number;
  /** False while the text is only the end of a log whose start was not read: then no place in the file is known. */
  readonly #placed: boolean;
  /** The pieces of the unfinished last line. */
  #carry: Array<string> = [];
  #carryUnits = 0;
  #messages = 0;
  #bytes = 0;
  #lines: number;
  #passedOver = 0;
  #givenLines = 0;
  #at: Coordinate;
  #anchor: Anchor;

  constructor(
    cursor: LogCursor,
    limits: StreamLimits,
    start: { readonly from?: TailPosition; readonly placed: boolean },
  ) {
    const { from, placed } = start;
    this.#cursor = cursor;
    this.#limits = limits;
    this.#maxMessageBytes = limits.maxMessageBytes ?? defaultMaxMessageBytes;
    this.#placed = placed;
    this.#lines = from?.lines ?? 0;
    this.#at = from === undefined ? origin : { units: from.units, newlines: from.newlines };
    this.#anchor = cursor.anchor;
  }

  /** Lines made so far, since the start of what is yielded. */
  get lines(): number {
    return this.#lines - this.#passedOver;
  }

  /** True while an unfinished line is held. */
  get holdsPart(): boolean {
    return this.#carryUnits > 0;
  }

  /** The place after the last line made. */
  position(): TailPosition {
    return this.#positionOf({ lines: this.#lines, at: this.#at, anchor: this.#anchor }, this.#cursor.head);
  }

  /** These lines were made but will not be yielded: counting begins after them, also for batches that were made before. */
  passOver(lines: number): void {
    this.#passedOver = lines;
  }

  /** Counts one received message. */
  countMessage(): StreamLimitExceeded | undefined {
    this.#messages++;
    return this.#messages > (this.#limits.maxMessages ?? Number.POSITIVE_INFINITY)
      ? this.#exceeded("messages", `more than ${this.#limits.maxMessages} messages arrived`)
      : undefined;
  }

  /** Takes new text; gives the lines that it completes. */
  push({ text, newlines }: CountedText): Given {
    const end = text.lastIndexOf("\n");
    if (end === -1) {
      if (text.length === 0) return {};
      this.#carry.push(text);
      this.#carryUnits += text.length;
      return this.#carryUnits > this.#maxMessageBytes ? { exceeded: this.#lineTooLong(this.lines) } : {};
    }
    const whole = this.#carry.join("") + text.slice(0, end + 1);
    this.#carry = end + 1 === text.length ? [] : [text.slice(end + 1)];
    this.#carryUnits = text.length - end - 1;
    return { batch: this.#made(whole, newlines) };
  }

  /**
   * The unfinished last line, at the end. Its position counts the newline that it has not: when the log goes on after all
   * (`follow: false`, or a child that outlived its job), that newline would come out as an empty line.
   */
  finish(): Given {
    if (this.#carryUnits === 0) return {};
    const line = this.#carry.join("");
    this.#carry = [];
    this.#carryUnits = 0;
    return { batch: this.#made(`${line}\n`, 1) };
  }

  /** Holds a batch that is to be given out against the limits: what fits is given first. */
  withinLimits(batch: LazyBatch): Given {
    const { text } = batch;
    const { maxLines, maxBytes } = this.#limits;
    const checkLength = text.length * 3 > this.#maxMessageBytes;
    if (maxLines === undefined && maxBytes === undefined && !checkLength) {
      this.#givenLines += batch.count;
      return { batch };
    }
    let at = 0;
    let exceeded: StreamLimitExceeded | undefined;
    let kept = 0;
    while (at < text.length) {
      const next = text.indexOf("\n", at) + 1;
      if (maxLines !== undefined && this.#givenLines >= maxLines) {
        exceeded = this.#exceeded("lines", `the log has more than ${maxLines} lines`);
      } else if (checkLength || maxBytes !== undefined) {
        const bytes = encoder.encode(text.slice(at, next)).length;
        if (bytes - 1 > this.#maxMessageBytes) exceeded = this.#lineTooLong(this.#givenLines);
        else if (maxBytes !== undefined && this.#bytes + bytes > maxBytes)
          exceeded = this.#exceeded("bytes", `the log has more than ${maxBytes} bytes`);
        this.#bytes += bytes;
      }
      if (exceeded !== undefined) return kept === 0 ? { exceeded } : { batch: batch.first(kept, at), exceeded };
      this.#givenLines++;
      kept++;
      at = next;
    }
    return { batch };
  }

  #made(text: string, count: number): LazyBatch {
    const start: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    this.#lines += count;
    this.#at = advance(this.#at, text, count);
    this.#anchor = this.#cursor.anchor;
    const { head } = this.#cursor;
    const end: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    return new LazyBatch(text, count, start, end, (place) => this.#positionOf(place, head));
  }

  #positionOf({ lines, at, anchor }: Place, head: Known): TailPosition {
    return {
      version: 1,
      lines: lines - this.#passedOver,
      units: at.units,
      newlines: at.newlines,
      anchor: this.#placed ? LogCursor.anchorJson(anchor, head) : null,
    };
  }

  #lineTooLong(before: number): StreamLimitExceeded {
    return this.#exceeded("message-bytes", `line ${before + 1} is longer than ${this.#maxMessageBytes} bytes`);
  }

  #exceeded(reason: string, what: string): StreamLimitExceeded {
    return new StreamLimitExceeded({
      reason,
      statusCode: 429,
      message: `The tail's limit was passed: ${what}. ${this.#givenLines} lines were given; raise the limit and go on from the error's position.`,
    });
  }
}
