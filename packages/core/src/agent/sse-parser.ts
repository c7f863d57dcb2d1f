import { defaultMaxEventLength, EventTooLong, LineSplitter } from "./line-splitter.ts";

/** What the stream said. */
export type SseItem =
  /** One dispatched event. `event` is `message` where the stream named none; several `data` lines are joined by `\n`. */
  | { readonly type: "event"; readonly event: string; readonly data: string; readonly id: string }
  /**
   * A line that is no field of the format. A browser ignores it; agents mix raw log lines into their event stream, and both
   * Python clients show them, so it is told and not dropped.
   */
  | { readonly type: "text"; readonly line: string };

/**
 * Reads `text/event-stream` as its standard says, from text in any pieces: LF, CR and CRLF end lines, `:` begins a comment,
 * one space after the colon belongs to the field, an event without a `data` line or without its closing blank line is none.
 * The text must be decoded as UTF-8 whatever the content type's charset says; a byte order mark before it is dropped.
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

  /** @param maxEventLength bound of one event and of one line, in UTF-16 units; by default 16 Mi */
  constructor(maxEventLength: number = defaultMaxEventLength) {
    this.#limit = maxEventLength;
    this.#splitter = new LineSplitter(maxEventLength);
  }

  /** The last `retry` field: how long the server asks to wait before connecting anew, in milliseconds. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** What this piece completes. Throws {@link EventTooLong}; the parser is of no more use then. */
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
        // One more for the newline that joins them, so that empty lines are bounded, too.
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
