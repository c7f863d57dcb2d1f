import { advance, type Coordinate, origin, reaches } from "./coordinate.ts";
import type { LogCursor } from "../log-cursor.ts";
import { type CountedText, counted, countNewlines, type NewlineState, normaliseNewlines } from "./newlines.ts";
import { SkipFilter } from "./skip-filter.ts";

/** One reading of the log's text (a live source, the plain log) from its first character, or a known place: text in, new text out. */
export class TextSession {
  readonly #cursor: LogCursor;
  readonly #newline: NewlineState = { pendingCr: false };
  readonly #watch: ((text: string) => void) | undefined;
  #skip: SkipFilter;
  #at: Coordinate;
  #target: Coordinate;

  /** @param options.watch is shown all text, with universal newlines, new or not */
  constructor(
    cursor: LogCursor,
    options: { readonly from?: Coordinate; readonly watch?: ((text: string) => void) | undefined } = {},
  ) {
    this.#cursor = cursor;
    this.#watch = options.watch;
    this.#at = options.from ?? origin;
    this.#target = cursor.received;
    this.#skip = new SkipFilter(this.#at, cursor.received, this.#at === origin ? cursor.recent : undefined);
  }

  /** Where it stands. */
  get at(): Coordinate {
    return this.#at;
  }

  /** Units read again before something new came. */
  get skipped(): number {
    return this.#skip.skipped;
  }

  /** True when the piece would give new newlines before anything else. */
  showsNewline(piece: string): boolean {
    return this.#skip.showsNewline(piece);
  }

  /** Characters that were received before and did not come again yet; newlines do not count: a socket may have had one too many. */
  get unitsLeft(): number {
    return this.#skip.unitsLeft;
  }

  /**
   * Passes over a piece that the file, read to its end after the piece came, has given already. False when the file did not get
   * that far; then nothing was done.
   */
  passOver(piece: string): boolean {
    const end = advance(this.#at, piece);
    const { received } = this.#cursor;
    // The piece may begin with a newline that the file has not.
    if (!reaches(received, { units: end.units, newlines: end.newlines - 1 })) return false;
    this.#at = end;
    this.#target = received;
    this.#skip = new SkipFilter(end, reaches(end, received) ? end : received);
    return true;
  }

  /** The new text of the next piece. Throws LogReset. */
  push(piece: string): CountedText {
    const text = normaliseNewlines(piece, this.#newline);
    this.#watch?.(text);
    // The file may have been read on beside the socket.
    if (this.#target !== this.#cursor.received) {
      this.#target = this.#cursor.received;
      if (!reaches(this.#at, this.#target)) this.#skip = new SkipFilter(this.#at, this.#target);
    }
    const newlines = countNewlines(text);
    this.#at = advance(this.#at, text, newlines);
    const fresh = this.#skip.apply(text);
    if (reaches(this.#at, this.#cursor.received)) {
      this.#cursor.received = this.#at;
      this.#target = this.#at;
      this.#cursor.remember(fresh);
    }
    return fresh === text ? { text, newlines } : counted(fresh);
  }
}
