import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type JobwireError, LogReset, ServerError } from "../../errors.ts";
import type { PlainAnswer } from "../backend.ts";
import type { TailText } from "../text/tail-text.ts";
import { TextSession } from "../text/text-session.ts";

/** The result of one read of the plain log. */
export interface PlainRead {
  readonly newText: boolean;
  /** The response had no text at all. */
  readonly empty: boolean;
  /** Units read that were known before. */
  readonly rereadUnits: number;
}

type Opening = Effect.Effect<PlainAnswer, JobwireError, Scope.Scope>;

/** A server's replacement for bytes that are no character, and for the part of one at the log's end: at most one each byte. */
const replacement = "\uFFFD";
const maxReplacements = 3;

/** Where the text may end in a part of a character. */
const partAt = (text: string): number => {
  let at = text.length;
  while (at > text.length - maxReplacements && text[at - 1] === replacement) at--;
  return at;
};

/** The plain log (the whole log in one response) as a source of one tail's text. */
export class PlainText {
  readonly #label: string;
  readonly #opening: Opening;
  readonly #text: TailText;

  constructor(label: string, opening: Opening, text: TailText) {
    this.#label = label;
    this.#opening = opening;
    this.#text = text;
  }

  /**
   * Reads the whole log. A complete response proves as much as the file. `final`: the log no longer grows; before that, U+FFFD at its
   * end may be an incomplete character, and waits. `watch` receives all text.
   */
  read(
    final: boolean,
    options: {
      readonly watch?: ((text: string, newlines: number) => void) | undefined;
      readonly opening?: Opening | undefined;
    } = {},
  ): Effect.Effect<PlainRead, JobwireError> {
    return Effect.scoped(
      Effect.gen({ self: this }, function* () {
        const text = this.#text;
        const { opening = this.#opening } = options;
        const answer = yield* opening;
        const session = new TextSession(text.cursor, { watch: options.watch });
        let newText = false;
        let empty = true;
        let part = "";
        for (;;) {
          const piece = yield* answer.pull;
          if (piece === undefined) {
            if (yield* text.take(session, final ? part : part.slice(0, session.unitsLeft))) newText = true;
            if (session.unitsLeft === 0) return { newText, empty, rereadUnits: session.skipped };
            return yield* Effect.fail(this.#shortLog());
          }
          const exceeded = text.countMessage();
          if (exceeded !== undefined) return yield* Effect.fail(exceeded);
          if (piece.length > 0) empty = false;
          const all = part + piece;
          part = all.slice(partAt(all));
          if (yield* text.take(session, all.slice(0, all.length - part.length))) newText = true;
        }
      }),
    );
  }

  /**
   * Reads the plain log of an ended job and compares the number of its lines with the number emitted: a live source that left out or
   * broke up lines, which the server's own log has otherwise, must not pass for the log. `compare: false` when lines were passed over.
   */
  readToEnd(compare: boolean): Effect.Effect<PlainRead, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      let newlines = 0;
      let open = false;
      const read = yield* this.read(true, {
        watch: (text, more) => {
          if (text.length === 0) return;
          newlines += more;
          open = !text.endsWith("\n");
        },
      });
      const lines = newlines + (open ? 1 : 0);
      const emitted = this.#text.lines + (this.#text.holdsPart ? 1 : 0);
      if (!compare || lines === emitted) return read;
      return yield* Effect.fail(
        new LogReset({
          reason: "different-lines",
          message: `The live log of ${this.#label} had ${emitted} lines, and its plain log has ${lines}: the live source left out lines or broke them up. Start again without \`from\`, or read the plain log.`,
        }),
      );
    });
  }

  /** Ray also returns an empty log when it cannot find the file, or its node. */
  #shortLog(): ServerError {
    return new ServerError({
      reason: "short-log",
      statusCode: 200,
      message: `The whole log of ${this.#label} is shorter than the part that was read before. The server may be unable to find the file now.`,
    });
  }
}
