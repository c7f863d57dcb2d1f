import type { AgentEvent } from "./agent-event.ts";
import { readEnvelope } from "./event-envelope.ts";
import type { FrameDecoder } from "./frame-decoder.ts";
import { defaultMaxEventLength, LineSplitter } from "./line-splitter.ts";
import { SseParser } from "./sse-parser.ts";

/** How the body of an HTTP tail is framed. */
export type StreamFraming = "sse" | "json-lines" | "plain";

/** How much of a first line is waited for before it is taken for plain text. */
const maxFirstLine = 32 * 1024;

/** The framing a content type names; undefined when it says nothing certain (an agent may leave it out). */
export const framingOf = (contentType: string | null | undefined): StreamFraming | undefined => {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "text/event-stream") return "sse";
  if (type === "application/x-ndjson" || type === "application/ndjson" || type === "application/jsonl")
    return "json-lines";
  return undefined;
};

/**
 * Decodes the body of an HTTP tail, in text pieces of any size.
 *
 * The content type decides the framing. Where it does not name one, the first line that is not empty does: `data:` with an
 * event is an event stream, anything else plain text. Decode the bytes as UTF-8, whatever charset the header names.
 */
export class StreamDecoder {
  readonly #decoder: FrameDecoder;
  readonly #sse: SseParser;
  readonly #lines: LineSplitter;
  #framing: StreamFraming | undefined;
  #first = "";
  /** More than empty lines came. */
  #holdsText = false;
  #ended = false;

  constructor(
    contentType: string | null | undefined,
    decoder: FrameDecoder,
    maxEventLength: number = defaultMaxEventLength,
  ) {
    this.#decoder = decoder;
    this.#framing = framingOf(contentType);
    this.#sse = new SseParser(maxEventLength);
    this.#lines = new LineSplitter(maxEventLength);
  }

  /** Undefined until it is known. */
  get framing(): StreamFraming | undefined {
    return this.#framing;
  }

  /**
   * What this piece completes, without signs of life. After a `complete` or `error` that is certain nothing follows.
   * Throws `EventTooLong`.
   */
  push(text: string): Array<AgentEvent> {
    if (this.#ended) return [];
    if (this.#framing !== undefined) return this.#read(text, false);
    this.#holdsText ||= /[^\r\n]/.test(this.#first === "" ? text.replace(/^\ufeff/, "") : text);
    this.#first += text;
    // Only so much is looked at, however the pieces fell: the same body is read in the same way each time.
    const complete = this.#holdsText && /[\r\n]/.test(text);
    const head = complete ? this.#first.slice(0, maxFirstLine + 1).replace(/^\ufeff/, "") : "";
    const first = /^[\r\n]*([^\r\n]+)[\r\n]/.exec(head)?.[1];
    if (first === undefined && this.#first.length <= maxFirstLine) return [];
    return this.#decideFraming(first, false);
  }

  /** To be called when the body ended as HTTP wants it (not when it was cut): an unfinished plain line is a line then. */
  end(): Array<AgentEvent> {
    if (this.#ended) return [];
    return this.#framing === undefined ? this.#decideFraming(undefined, true) : this.#read("", true);
  }

  #decideFraming(first: string | undefined, last: boolean): Array<AgentEvent> {
    const isEvent = first?.startsWith("data:") === true && readEnvelope(first.slice(5)) !== undefined;
    this.#framing = isEvent ? "sse" : "plain";
    const text = this.#first;
    this.#first = "";
    return this.#read(text, last);
  }

  #read(text: string, last: boolean): Array<AgentEvent> {
    const events: Array<AgentEvent> = [];
    for (const event of this.#framing === "sse" ? this.#sseEvents(text) : this.#lineEvents(text, last)) {
      if (event.type === "nothing") continue;
      events.push(event);
      this.#ended = (event.type === "complete" || event.type === "error") && event.text === undefined;
      if (this.#ended) break;
    }
    return events;
  }

  *#sseEvents(text: string): Generator<AgentEvent> {
    for (const item of this.#sse.push(text))
      yield item.type === "event" ? this.#decoder.sse(item.event, item.data) : this.#decoder.rawLine(item.line);
  }

  *#lineEvents(text: string, last: boolean): Generator<AgentEvent> {
    const lines = this.#lines.push(text);
    const rest = last ? this.#lines.end() : undefined;
    if (rest !== undefined) lines.push(rest);
    for (const line of lines)
      yield this.#framing === "json-lines" ? this.#decoder.frame(line) : this.#decoder.plainLine(line);
  }
}
