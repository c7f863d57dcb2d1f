import { Effect } from "effect";
import { type JobwireError, LogReset, ServerError } from "../errors.ts";
import type { TailBackend } from "./backend.ts";
import { countNewlines } from "./text/newlines.ts";
import type { TailContext } from "./tail-context.ts";
import { TextSession } from "./text/text-session.ts";

/** What one reading of the plain log came to. */
export interface PlainReading {
  readonly news: boolean;
  /** The response had no text at all. */
  readonly empty: boolean;
  /** Units read that were known before. */
  readonly reread: number;
}

/** What a server shows for bytes that are no character, and for the part of one that its log ends in: at most one a byte. */
const replacement = "\uFFFD";
const mostReplacements = 3;

/** Where the text may end in a part of a character. */
const partAt = (text: string): number => {
  let at = text.length;
  while (at > text.length - mostReplacements && text[at - 1] === replacement) at--;
  return at;
};

/**
 * Reads the whole log as one answer: the last resort beside a file, and the judge where there is none; a proof like the file's when
 * it ended properly. `final` when the log does not grow any more: before that, U+FFFD at its end may be a character in the writing,
 * and waits. `watch` is shown all text that is taken.
 */
export const readPlain = (
  context: TailContext,
  final: boolean,
  watch?: (text: string) => void,
  opening: TailBackend["plain"] = context.backend.plain,
): Effect.Effect<PlainReading, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const answer = yield* opening;
      const session = new TextSession(context.cursor, { watch });
      let news = false;
      let empty = true;
      let part = "";
      const take = (text: string) =>
        Effect.map(context.take(session, text), (fresh) => {
          if (!fresh) return;
          news = true;
          context.partBytes = undefined;
        });
      for (;;) {
        const piece = yield* answer.pull;
        if (piece === undefined) {
          yield* take(final ? part : part.slice(0, session.unitsLeft));
          if (session.unitsLeft === 0) return { news, empty, reread: session.skipped };
          // Ray also gives an empty log when it cannot find the file, or its node.
          return yield* Effect.fail(
            new ServerError({
              reason: "short-log",
              statusCode: 200,
              message: `The whole log of ${context.backend.label} came shorter than what was read of it before.`,
            }),
          );
        }
        yield* context.countMessage();
        if (piece.length > 0) empty = false;
        const text = part + piece;
        part = text.slice(partAt(text));
        yield* take(text.slice(0, text.length - part.length));
      }
    }),
  );

/**
 * Reads the plain log of an ended job to its end, and holds the number of its lines against the number that was given: a live source
 * that left out or broke up lines, which the server's own log has otherwise, shall not pass for the log.
 */
export const readPlainToEnd = (context: TailContext): Effect.Effect<PlainReading, JobwireError> =>
  Effect.gen(function* () {
    let newlines = 0;
    let open = false;
    const reading = yield* readPlain(context, true, (text) => {
      if (text.length === 0) return;
      newlines += countNewlines(text);
      open = !text.endsWith("\n");
    });
    const lines = newlines + (open ? 1 : 0);
    const given = context.batcher.lines + (context.batcher.holdsPart ? 1 : 0);
    if (context.settings.tail !== undefined || lines === given) return reading;
    return yield* Effect.fail(
      new LogReset({
        reason: "different-lines",
        message: `The live log of ${context.backend.label} had ${given} lines where its plain log has ${lines}: lines were left out or broken up. Start again without \`from\`, or read the plain log.`,
      }),
    );
  });
