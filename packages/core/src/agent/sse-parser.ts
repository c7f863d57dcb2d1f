import { defaultMaxEventLength, EventTooLong, LineSplitter } from "./line-splitter.ts";

/** An item of an event stream. */
export type SseItem =
  /** One dispatched event. `event` is `message` if the stream named none; `\n` joins several `data` lines. */
  | { readonly type: "event"; readonly event: string; readonly data: string; readonly id: string }
  /**
   * A line that is not a field of the format. A browser ignores it; agents mix raw log lines into their event stream, and both
   * Python clients show them, so the parser returns it.
   */
  | { readonly type: "text"; readonly line: string };

/**
 * Parses `text/event-stream` by its standard, from text in pieces of any size: LF, CR and CRLF end lines, `:` begins a comment,
 * one space after the colon belongs to the field, and an event without a `data` line or without its closing blank line does not
 * count. The text must be decoded as UTF-8, whatever charset the content type names; the parser drops a byte order mark at its
 * start.
 */
export class SseParser {
  readonly #limit: number;
  readonly #splitter: LineSplitter;
  #data: Array<string> = [];
  #dataLength = 0;
  #event = "";
  #id = "";
  #atStart = true;
  #retryMs: number | undefined;

  /** @param maxEventLength the bound of one event and of one line, in UTF-16 units; default 16 Mi */
  constructor(maxEventLength: number = defaultMaxEventLength) {
    this.#limit = maxEventLength;
    this.#splitter = new LineSplitter(maxEventLength);
  }

  /** The last `retry` field: the wait before a new connection that the server asks for, in milliseconds. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** No event and no line has begun. */
  get betweenEvents(): boolean {
    return this.#data.length === 0 && this.#event === "" && this.#splitter.betweenLines;
  }

  /** The items that this piece completes. After it throws {@link EventTooLong}, the parser is unusable. */
  push(text: string): Array<SseItem> {
    let from = text;
    if (this.#atStart && text.length > 0) {
      this.#atStart = false;
      if (text.charCodeAt(0) === 0xfeff) from = text.slice(1);
    }
    const items: Array<SseItem> = [];
    for (const line of this.#splitter.push(from)) {
      const item = line === "" ? this.#dispatch() : this.#line(line);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  #line(line: string): SseItem | undefined {
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1);
    switch (name) {
      case "data":
        // One more for the newline that joins them, so that empty lines are bounded as well.
        this.#dataLength += value.length + 1;
        if (this.#dataLength > this.#limit + 1) throw new EventTooLong(this.#limit);
        this.#data.push(value);
        return undefined;
      case "event":
        this.#event = value;
        return undefined;
      case "id":
        if (!value.includes("\0")) this.#id = value;
        return undefined;
      case "retry":
        if (/^[0-9]+$/.test(value)) this.#retryMs = Number(value);
        return undefined;
      default:
        return { type: "text", line };
    }
  }

  #dispatch(): SseItem | undefined {
    const data = this.#data;
    const event = this.#event === "" ? "message" : this.#event;
    this.#event = "";
    if (data.length === 0) return undefined;
    this.#data = [];
    this.#dataLength = 0;
    return { type: "event", event, data: data.join("\n"), id: this.#id };
  }
}
