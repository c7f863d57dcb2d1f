import { StreamLimitExceeded } from "../../errors.ts";
import type { ShortenedLine, StreamLimits } from "../options.ts";
import type { LazyBatch } from "./lazy-batch.ts";
import { LineLimit, type OversizeCounts } from "./line-limit.ts";
import { utf8Length } from "./utf8-length.ts";

/** By default the tail holds at most this many bytes of a line: a line is one string, and memory is bounded. */
export const defaultMaxHeldLineBytes: number = 64 * 1024 * 1024;

/** The lines that may be emitted, and the limit that the next line exceeds. */
export interface Limited {
  readonly batch: LazyBatch | undefined;
  readonly exceeded: StreamLimitExceeded | undefined;
}

/** Applies the caller's limits to the lines that one tail emits, and counts them. */
export class StreamLimiter {
  readonly #limits: StreamLimits;
  readonly #maxHeldLineBytes: number;
  readonly #lineLimit: LineLimit | undefined;
  readonly #maxLines: number;
  readonly #countsMessages: boolean;
  #messages = 0;
  #bytes = 0;
  #emittedLines = 0;

  /** @param messages the unit of `maxMessages`: received messages, or lines, which do not depend on the source */
  constructor(limits: StreamLimits, messages: "received" | "lines") {
    const { maxLineBytes, oversize = "truncate", maxLines = Number.POSITIVE_INFINITY } = limits;
    this.#limits = limits;
    this.#maxHeldLineBytes = limits.maxHeldLineBytes ?? defaultMaxHeldLineBytes;
    this.#lineLimit = maxLineBytes === undefined ? undefined : new LineLimit(maxLineBytes, oversize);
    this.#countsMessages = messages === "received";
    this.#maxLines = this.#countsMessages ? maxLines : Math.min(maxLines, limits.maxMessages ?? maxLines);
  }

  /** The lines that `maxLineBytes` changed so far; undefined when it changed nothing. */
  get shortened(): OversizeCounts | undefined {
    const counts = this.#lineLimit?.counts;
    return counts === undefined || counts.bytesLeftOut === 0 ? undefined : counts;
  }

  /** The caller limits the number of received messages. */
  get countsMessages(): boolean {
    return this.#countsMessages && this.#limits.maxMessages !== undefined;
  }

  /** Counts one received message. */
  countMessage(): StreamLimitExceeded | undefined {
    if (!this.#countsMessages) return undefined;
    this.#messages++;
    return this.#messages > (this.#limits.maxMessages ?? Number.POSITIVE_INFINITY)
      ? this.#exceeded("messages", `more than ${this.#limits.maxMessages} messages arrived`)
      : undefined;
  }

  /** The error for an unfinished line of this many UTF-16 units, if it is too long to hold. */
  heldTooLong(units: number): StreamLimitExceeded | undefined {
    return units > this.#maxHeldLineBytes ? this.#lineTooLong(this.#maxHeldLineBytes) : undefined;
  }

  /** Applies the limits to a batch that is about to be emitted: the lines within them come first. */
  apply(batch: LazyBatch): Limited {
    if (!this.#surelyFits(batch)) return this.#lineByLine(batch);
    this.#emittedLines += batch.count;
    return { batch, exceeded: undefined };
  }

  /** True when the batch cannot exceed any limit; its bytes are counted then. */
  #surelyFits(batch: LazyBatch): boolean {
    const { maxBytes } = this.#limits;
    if (this.#emittedLines + batch.count > this.#maxLines) return false;
    if (batch.units * 3 > this.#maxHeldLineBytes) return false;
    if (this.#lineLimit !== undefined && !this.#lineLimit.surelyWithin(batch.units)) {
      // As many lines at a time as are shorter than the limit together.
      const { sureUnits } = this.#lineLimit;
      const { text } = batch;
      for (let at = 0, next = 0; at < text.length; at = next) {
        next = text.lastIndexOf("\n", at + sureUnits) + 1;
        if (next <= at) return false;
      }
    }
    if (maxBytes === undefined) return true;
    const bytes = utf8Length(batch.text);
    if (this.#bytes + bytes > maxBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  #lineByLine(batch: LazyBatch): Limited {
    const { text } = batch;
    const shown: Array<string> = [];
    const shortened: Array<ShortenedLine> = [];
    let at = 0;
    let lines = 0;
    let exceeded: StreamLimitExceeded | undefined;
    while (at < text.length) {
      const next = text.indexOf("\n", at) + 1;
      const limited = this.#limitedLine(text.slice(at, next - 1));
      if ("exceeded" in limited) {
        exceeded = limited.exceeded;
        break;
      }
      if (limited.action !== undefined)
        shortened.push({ index: shown.length, action: limited.action, bytes: limited.bytes });
      if (limited.text !== undefined) shown.push(limited.text);
      lines++;
      at = next;
    }
    if (lines === 0) return { batch: undefined, exceeded };
    return { batch: batch.first(lines, at, { text: shown.join(""), count: shown.length, shortened }), exceeded };
  }

  /** The text emitted for one line (none when it is skipped), or the limit that the line exceeds. */
  #limitedLine(line: string):
    | { readonly exceeded: StreamLimitExceeded }
    | {
        readonly text: string | undefined;
        readonly action: ShortenedLine["action"] | undefined;
        readonly bytes: number;
      } {
    const long = this.#lineLimit?.apply(line);
    const bytes = long?.bytes ?? utf8Length(line);
    if (bytes > this.#maxHeldLineBytes) return { exceeded: this.#lineTooLong(this.#maxHeldLineBytes) };
    if (long?.policy === "error") return { exceeded: this.#lineTooLong(this.#limits.maxLineBytes ?? 0) };
    if (long?.policy === "skip") return { text: undefined, action: "skipped", bytes };
    if (this.#emittedLines >= this.#maxLines) return { exceeded: this.#tooManyLines() };
    const text = `${long?.shown ?? line}\n`;
    const textBytes = long === undefined ? bytes + 1 : utf8Length(text);
    const { maxBytes = Number.POSITIVE_INFINITY } = this.#limits;
    if (this.#bytes + textBytes > maxBytes)
      return { exceeded: this.#exceeded("bytes", `the log has more than ${maxBytes} bytes`) };
    this.#emittedLines++;
    this.#bytes += textBytes;
    return { text, action: long === undefined ? undefined : "truncated", bytes };
  }

  #lineTooLong(max: number): StreamLimitExceeded {
    return this.#exceeded("message-bytes", `line ${this.#emittedLines + 1} is longer than ${max} bytes`);
  }

  #tooManyLines(): StreamLimitExceeded {
    const messages = this.#maxLines < (this.#limits.maxLines ?? Number.POSITIVE_INFINITY);
    return this.#exceeded(messages ? "messages" : "lines", `the log has more than ${this.#maxLines} lines`);
  }

  #exceeded(reason: "messages" | "lines" | "bytes" | "message-bytes", what: string): StreamLimitExceeded {
    return new StreamLimitExceeded({
      reason,
      statusCode: 429,
      message: `The tail exceeded a limit: ${what}. It emitted ${this.#emittedLines} lines before. Raise the limit and continue from the error's position.`,
    });
  }
}
