import { StreamLimitExceeded, type StreamLimitExceededReason } from "../errors.ts";
import { advance, type Coordinate, origin } from "./coordinate.ts";
import type { Known } from "./fingerprint.ts";
import { LazyBatch, type Place } from "./lazy-batch.ts";
import { LineLimit, type OversizeCounts } from "./line-limit.ts";
import { type Anchor, LogCursor } from "./log-cursor.ts";
import type { CountedText } from "./newlines.ts";
import type { ShortenedLine, StreamLimits } from "./options.ts";
import type { TailPosition } from "./position.ts";

/** The longest line that is held by default, in bytes: a line is one string, and memory is bounded. */
export const defaultMaxMessageBytes: number = 64 * 1024 * 1024;

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
  readonly #lineLimit: LineLimit | undefined;
  /** Lines that are given at most. */
  readonly #mostLines: number;
  readonly #countsMessages: boolean;
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
    start: { readonly from?: TailPosition; readonly placed: boolean; readonly messages: "received" | "lines" },
  ) {
    const { from, placed, messages } = start;
    const { maxMessageSize, oversize = "truncate", maxLines = Number.POSITIVE_INFINITY } = limits;
    this.#cursor = cursor;
    this.#limits = limits;
    this.#maxMessageBytes = limits.maxMessageBytes ?? defaultMaxMessageBytes;
    this.#lineLimit = maxMessageSize === undefined ? undefined : new LineLimit(maxMessageSize, oversize);
    this.#countsMessages = messages === "received";
    this.#mostLines = this.#countsMessages ? maxLines : Math.min(maxLines, limits.maxMessages ?? maxLines);
    this.#placed = placed;
    this.#lines = from?.lines ?? 0;
    this.#at = from === undefined ? origin : { units: from.units, newlines: from.newlines };
    this.#anchor = cursor.anchor;
  }

  /** Lines made so far, since the start of what is yielded. */
  get lines(): number {
    return this.#lines - this.#passedOver;
  }

  /** Where the last line that was made ends. */
  get at(): Coordinate {
    return this.#at;
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

  /** What `maxMessageSize` did so far; undefined when it did nothing. */
  get shortened(): OversizeCounts | undefined {
    const counts = this.#lineLimit?.counts;
    return counts === undefined || counts.truncated + counts.skipped === 0 ? undefined : counts;
  }

  /** Counts one received message. */
  countMessage(): StreamLimitExceeded | undefined {
    if (!this.#countsMessages) return undefined;
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
      return this.#carryUnits > this.#maxMessageBytes ? { exceeded: this.#lineTooLong(this.#maxMessageBytes) } : {};
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
    if (!this.#surelyFits(batch)) return this.#lineByLine(batch);
    this.#givenLines += batch.count;
    return { batch };
  }

  /** True when no limit can be passed by this batch; its bytes are counted then. */
  #surelyFits({ text, count }: LazyBatch): boolean {
    const { maxBytes } = this.#limits;
    if (this.#givenLines + count > this.#mostLines) return false;
    if (text.length * 3 > this.#maxMessageBytes) return false;
    if (this.#lineLimit !== undefined && !this.#lineLimit.surelyWithin(text.length)) {
      for (let at = 0, next = 0; at < text.length; at = next) {
        next = text.indexOf("\n", at) + 1;
        if (!this.#lineLimit.surelyWithin(next - at)) return false;
      }
    }
    if (maxBytes === undefined) return true;
    const bytes = encoder.encode(text).length;
    if (this.#bytes + bytes > maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  #lineByLine(batch: LazyBatch): Given {
    const { text } = batch;
    const shown: Array<string> = [];
    const shortened: Array<ShortenedLine> = [];
    let at = 0;
    let lines = 0;
    let exceeded: StreamLimitExceeded | undefined;
    while (at < text.length) {
      const next = text.indexOf("\n", at) + 1;
      const given = this.#limitedLine(text.slice(at, next - 1));
      if ("exceeded" in given) {
        exceeded = given.exceeded;
        break;
      }
      if (given.action !== undefined) {
        shortened.push({ index: shown.length, action: given.action, bytes: given.bytes });
      }
      if (given.action !== "skipped") shown.push(given.text);
      lines++;
      at = next;
    }
    if (lines === 0) return exceeded === undefined ? {} : { exceeded };
    const first = batch.first(lines, at, { text: shown.join(""), count: shown.length, shortened });
    return exceeded === undefined ? { batch: first } : { batch: first, exceeded };
  }

  /** What is given of one line, or the limit that it passes. */
  #limitedLine(
    line: string,
  ):
    | { readonly exceeded: StreamLimitExceeded }
    | { readonly text: string; readonly action: ShortenedLine["action"] | undefined; readonly bytes: number } {
    const long = this.#lineLimit?.apply(line);
    const bytes = long?.bytes ?? encoder.encode(line).length;
    if (bytes > this.#maxMessageBytes) return { exceeded: this.#lineTooLong(this.#maxMessageBytes) };
    if (long?.policy === "error") return { exceeded: this.#lineTooLong(this.#limits.maxMessageSize ?? 0) };
    if (long?.policy === "skip") return { text: "", action: "skipped", bytes };
    if (this.#givenLines >= this.#mostLines) return { exceeded: this.#tooManyLines() };
    const text = `${long?.shown ?? line}\n`;
    const textBytes = long === undefined ? bytes + 1 : encoder.encode(text).length;
    const { maxBytes = Number.POSITIVE_INFINITY } = this.#limits;
    if (this.#bytes + textBytes > maxBytes)
      return { exceeded: this.#exceeded("bytes", `the log has more than ${maxBytes} bytes`) };
    this.#givenLines++;
    this.#bytes += textBytes;
    return { text, action: long === undefined ? undefined : "truncated", bytes };
  }

  #made(text: string, count: number): LazyBatch {
    const start: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    this.#lines += count;
    this.#at = advance(this.#at, text, count);
    this.#anchor = this.#cursor.anchor;
    const { head } = this.#cursor;
    const end: Place = { lines: this.#lines, at: this.#at, anchor: this.#anchor };
    return new LazyBatch({ text, count }, start, end, (place) => this.#positionOf(place, head));
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

  #lineTooLong(most: number): StreamLimitExceeded {
    return this.#exceeded("message-bytes", `line ${this.#givenLines + 1} is longer than ${most} bytes`);
  }

  #tooManyLines(): StreamLimitExceeded {
    const messages = this.#mostLines < (this.#limits.maxLines ?? Number.POSITIVE_INFINITY);
    return this.#exceeded(messages ? "messages" : "lines", `the log has more than ${this.#mostLines} lines`);
  }

  #exceeded(reason: StreamLimitExceededReason, what: string): StreamLimitExceeded {
    return new StreamLimitExceeded({
      reason,
      statusCode: 429,
      message: `The tail's limit was passed: ${what}. ${this.#givenLines} lines were given; raise the limit and go on from the error's position.`,
    });
  }
}
