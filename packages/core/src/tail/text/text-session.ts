import { advance, type Coordinate, origin, reaches } from "./coordinate.ts";
import { type Cursor, withText } from "./cursor.ts";
import { counted, type NewlineState, normaliseNewlines } from "./newlines.ts";
import type { Session, Taken } from "./session.ts";
import { SkipFilter } from "./skip-filter.ts";

/** One read of the log's text (a live source, the plain log) from its first character or a known position: text in, new text out. */
export class TextSession implements Session<string> {
  readonly #newline: NewlineState = { pendingCr: false };
  readonly #watch: ((text: string, newlines: number) => void) | undefined;
  #skip: SkipFilter;
  #at: Coordinate;
  #target: Coordinate;

  /** @param options.watch receives all text, with universal newlines and their number, new or not */
  constructor(
    { received, recent }: Cursor,
    options: {
      readonly from?: Coordinate;
      readonly watch?: ((text: string, newlines: number) => void) | undefined;
    } = {},
  ) {
    this.#watch = options.watch;
    this.#at = options.from ?? origin;
    this.#target = received;
    this.#skip = new SkipFilter(this.#at, received, this.#at === origin ? recent : undefined);
  }

  /** The position after the text so far. */
  get at(): Coordinate {
    return this.#at;
  }

  /** Units read again before the new text. */
  get skipped(): number {
    return this.#skip.skipped;
  }

  /** True when the piece would return new newlines before any other text. */
  showsNewline(piece: string): boolean {
    return this.#skip.showsNewline(piece);
  }

  /** Characters that the tail received before and that this read has not repeated yet. Newlines do not count: a socket may have sent one too many. */
  get unitsLeft(): number {
    return this.#skip.unitsLeft;
  }

  /**
   * Skips a piece that the file, read to its end after the piece arrived, has returned already. Does nothing and returns false when
   * the tail has not read the file that far.
   */
  passOver(piece: string, { received }: Cursor): boolean {
    const end = advance(this.#at, piece);
    // The piece may begin with a newline that the file does not have.
    if (!reaches(received, { units: end.units, newlines: end.newlines - 1 })) return false;
    this.#at = end;
    this.#target = received;
    this.#skip = new SkipFilter(end, reaches(end, received) ? end : received);
    return true;
  }

  push(piece: string, cursor: Cursor, wantsLines?: boolean): Taken {
    const text = normaliseNewlines(piece, this.#newline);
    const all = counted(text, wantsLines);
    const { newlines } = all;
    this.#watch?.(text, newlines);
    const { received } = cursor;
    // The tail may have read the file beside the socket.
    if (this.#target !== received) {
      this.#target = received;
      if (!reaches(this.#at, received)) this.#skip = new SkipFilter(this.#at, received);
    }
    this.#at = advance(this.#at, text, newlines);
    const fresh = this.#skip.apply(text, newlines);
    const taken = fresh === text ? all : counted(fresh);
    if (!reaches(this.#at, received)) return { text: taken, cursor };
    this.#target = this.#at;
    return { text: taken, cursor: withText(cursor, this.#at, fresh) };
  }
}
