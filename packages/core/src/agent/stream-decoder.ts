import type { AgentEvent } from "./agent-event.ts";
import { readEnvelope } from "./event-envelope.ts";
import type { FrameDecoder } from "./frame-decoder.ts";
import { defaultMaxEventLength, LineSplitter } from "./line-splitter.ts";
import { SseParser } from "./sse-parser.ts";

/** The framing of an HTTP tail's body. */
export type StreamFraming = "sse" | "json-lines" | "plain";

/** A first line longer than this is plain text. */
const maxFirstLine = 32 * 1024;

/** The framing for a content type; undefined when the type does not decide it (an agent may omit it). */
export const framingOf = (contentType: string | null | undefined): StreamFraming | undefined => {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "text/event-stream") return "sse";
  if (type === "application/x-ndjson" || type === "application/ndjson" || type === "application/jsonl")
    return "json-lines";
  return undefined;
};

/**
 * Decodes the body of an HTTP tail from text pieces of any size.
 *
 * The content type decides the framing. If it names none, the first line that is not empty decides: `data:` with an event means
 * an event stream, anything else plain text. Decode the bytes as UTF-8, whatever charset the header names.
 */
export class StreamDecoder {
  readonly #decoder: FrameDecoder;
  readonly #sse: SseParser;
  readonly #lines: LineSplitter;
  #framing: StreamFraming | undefined;
  #first = "";
  /** True after a character that is not a line end. */
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

  /** Undefined until the framing is known. */
  get framing(): StreamFraming | undefined {
    return this.#framing;
  }

  /** The framing is known, the stream has not ended, and the next text begins an event or a line. */
  get betweenEvents(): boolean {
    if (this.#framing === undefined || this.#ended) return false;
    return this.#framing === "sse" ? this.#sse.betweenEvents : this.#lines.betweenLines;
  }

  /**
   * The events that this piece completes, without heartbeats. Nothing follows a certain `complete` or `error`.
   * Throws `EventTooLong`.
   */
  push(text: string): Array<AgentEvent> {
    if (this.#ended) return [];
    if (this.#framing !== undefined) return this.#read(text, false);
    this.#holdsText ||= /[^\r\n]/.test(this.#first === "" ? text.replace(/^\ufeff/, "") : text);
    this.#first += text;
    // Looks at a fixed number of characters, so that the same body is read the same way however its pieces are cut.
    const complete = this.#holdsText && /[\r\n]/.test(text);
    const head = complete ? this.#first.slice(0, maxFirstLine + 1).replace(/^\ufeff/, "") : "";
    const first = /^[\r\n]*([^\r\n]+)[\r\n]/.exec(head)?.[1];
    if (first === undefined && this.#first.length <= maxFirstLine) return [];
    return this.#decideFraming(first, false);
  }

  /** Call it when the body ended properly (not when it was cut): an unfinished plain line then counts as a line. */
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
