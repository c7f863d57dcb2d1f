/** One server-sent event. */
export interface ServerEvent {
  readonly type: string;
  readonly data: string;
}

/**
 * Takes server-sent events out of pieces of text. Holds at most the event that is not complete yet. `\r` before `\n` is dropped; a
 * lone `\r` does not occur, since the gateway sends none.
 */
export class EventParser {
  #rest = "";
  #type = "message";
  #data: Array<string> = [];

  /** The events that end in this piece. */
  push(piece: string): Array<ServerEvent> {
    const events: Array<ServerEvent> = [];
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const end = text.indexOf("\n", at);
      if (end < 0) break;
      this.#line(text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end), events);
      at = end + 1;
    }
    this.#rest = text.slice(at);
    return events;
  }

  #line(line: string, events: Array<ServerEvent>): void {
    if (line === "") {
      if (this.#data.length > 0) events.push({ type: this.#type, data: this.#data.join("\n") });
      this.#type = "message";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#type = value;
  }
}
