/** Thrown when one line or one event exceeds its bound: memory is bounded, and nothing is cut silently. */
export class EventTooLong extends Error {
  /** The bound, in UTF-16 units. */
  readonly limit: number;
  constructor(limit: number) {
    super(`one event or line of the stream is longer than ${limit} characters`);
    this.name = "EventTooLong";
    this.limit = limit;
  }
}

/** The default bound of one line or event in UTF-16 units: far above any log line, and harmless for a process. */
export const defaultMaxEventLength: number = 16 * 1024 * 1024;

/**
 * Splits text that arrives in pieces into lines. LF, CR and CRLF end a line, even when a piece ends between the two; no other
 * character does (U+2028, U+0085 and form feed are characters of a line). A line that ends with CR is returned at once.
 */
export class LineSplitter {
  readonly #limit: number;
  /** The pieces of the unfinished line; joined only once, so that a long line takes linear time. */
  #carry: Array<string> = [];
  #carryLength = 0;
  #afterCr = false;

  constructor(limit: number = defaultMaxEventLength) {
    this.#limit = limit;
  }

  /** No line has begun, and what follows does not depend on the text before. */
  get betweenLines(): boolean {
    return this.#carryLength === 0 && !this.#afterCr;
  }

  /** The lines that this piece completes. Throws {@link EventTooLong}. */
  push(text: string): Array<string> {
    const lines: Array<string> = [];
    let at = 0;
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false;
      if (text.charCodeAt(0) === 10) at = 1;
    }
    // Each search repeats only after its hit was passed, so that the piece is read about once.
    let lf = text.indexOf("\n", at);
    let cr = text.indexOf("\r", at);
    while (lf !== -1 || cr !== -1) {
      const byCr = cr !== -1 && (lf === -1 || cr < lf);
      const end = byCr ? cr : lf;
      lines.push(this.#whole(text.slice(at, end)));
      at = end + 1;
      if (byCr && at === text.length) this.#afterCr = true;
      else if (byCr && lf === at) at++;
      if (lf !== -1 && lf < at) lf = text.indexOf("\n", at);
      if (byCr) cr = text.indexOf("\r", at);
    }
    if (at < text.length) this.#keep(text.slice(at));
    return lines;
  }

  /** The unfinished last line at the end of the text; undefined when the text ends with a whole line. */
  end(): string | undefined {
    return this.#carryLength === 0 ? undefined : this.#whole("");
  }

  #whole(last: string): string {
    if (this.#carryLength + last.length > this.#limit) throw new EventTooLong(this.#limit);
    if (this.#carryLength === 0) return last;
    this.#carry.push(last);
    const line = this.#carry.join("");
    this.#carry = [];
    this.#carryLength = 0;
    return line;
  }

  #keep(part: string): void {
    this.#carry.push(part);
    this.#carryLength += part.length;
    if (this.#carryLength > this.#limit) throw new EventTooLong(this.#limit);
  }
}
