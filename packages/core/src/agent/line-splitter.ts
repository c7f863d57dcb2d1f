/** Thrown when one line or one event grows past its bound: memory is bounded, and nothing is cut in silence. */
export class EventTooLong extends Error {
  /** The bound, in UTF-16 units. */
  readonly limit: number;
  constructor(limit: number) {
    super(`one event or line of the stream is longer than ${limit} characters`);
    this.name = "EventTooLong";
    this.limit = limit;
  }
}

/** Bound of one line or event in UTF-16 units: far above any log line, far below what hurts a process. */
export const defaultMaxEventLength: number = 16 * 1024 * 1024;

/**
 * Splits text that comes in pieces into lines. LF, CR and CRLF end a line, also when a piece ends between the two; nothing else
 * does (U+2028, U+0085 and form feed are characters of a line). A line that ends in CR is given at once.
 */
export class LineSplitter {
  readonly #limit: number;
  /** The pieces of the unfinished line; joined once, so that a long line costs no more than its length. */
  #carry: Array<string> = [];
  #carryLength = 0;
  #afterCr = false;

  constructor(limit: number = defaultMaxEventLength) {
    this.#limit = limit;
  }

  /** The lines that this piece completes. Throws {@link EventTooLong}. */
  push(text: string): Array<string> {
    const lines: Array<string> = [];
    let at = 0;
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false;
      if (text.charCodeAt(0) === 10) at = 1;
    }
    // Each is searched again only when it was passed, so that the whole piece is read about once.
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

  /** The unfinished last line, where the text ended for good; undefined when there is none. */
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
