import type { Cursor } from "./cursor.ts";
import type { CountedText } from "./newlines.ts";

/** The new text of one piece, and the cursor after it. */
export interface Taken {
  readonly text: CountedText;
  readonly cursor: Cursor;
}

/** One read of one source. It knows its own position, and returns only the text after the tail's cursor. */
export interface Session<Piece> {
  /** The new text of the next piece; `wantsLines`: split, if the whole piece is new. Throws `LogReset`. */
  push(piece: Piece, cursor: Cursor, wantsLines?: boolean): Taken;
}
