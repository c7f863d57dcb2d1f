import { advance, type Coordinate, origin, reaches } from "./coordinate.ts";
import type { LogCursor } from "./log-cursor.ts";
import { type NewlineState, normaliseNewlines } from "./newlines.ts";
import { SkipFilter } from "./skip-filter.ts";

/** One reading of the log's text from its first character (a socket's replay, the plain log): text in, new text out. */
export class TextSession {
  readonly #cursor: LogCursor;
  readonly #newline: NewlineState = { pendingCr: false };
  #skip: SkipFilter;
  #at: Coordinate = origin;
  #target: Coordinate;

  constructor(cursor: LogCursor) {
    this.#cursor = cursor;
    this.#target = cursor.received;
    this.#skip = new SkipFilter(origin, cursor.received, cursor.recent);
  }

  /** Units read again before something new came. */
  get skipped(): number {
    return this.#skip.skipped;
  }

  /** True once the replay reached what was received before. */
  get caughtUp(): boolean {
    return this.#skip.done;
  }

  /** The new text of the next piece. Throws LogReset. */
  push(piece: string): string {
    const text = normaliseNewlines(piece, this.#newline);
    // The file may have been read on beside the socket.
    if (this.#target !== this.#cursor.received) {
      this.#target = this.#cursor.received;
      if (!reaches(this.#at, this.#target)) this.#skip = new SkipFilter(this.#at, this.#target);
    }
    this.#at = advance(this.#at, text);
    const fresh = this.#skip.apply(text);
    if (reaches(this.#at, this.#cursor.received)) {
      this.#cursor.received = this.#at;
      this.#target = this.#at;
      this.#cursor.remember(fresh);
    }
    return fresh;
  }
}
