import { Effect } from "effect";
import { type JobwireError, LogReset } from "../errors.ts";
import { knownLength, matches } from "./text/fingerprint.ts";
import { exactCount, learn, nextProbe } from "../ray/log-file/line-count.ts";
import type { TailContext } from "./tail-context.ts";

const sampleLimit = 256 * 1024;
/** Above it Ray 2.60 answers 500 `Value out of range`. */
export const mostLines: number = 2_147_483_647;
const mostGuesses = 6;

const joined = (pieces: ReadonlyArray<Uint8Array>, bytes: number): Uint8Array => {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

/** The first bytes of an answer. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** That is all there is. */
  readonly ended: boolean;
  /** What cut the answer off after these bytes. */
  readonly cutBy?: JobwireError;
}

/**
 * The first bytes of an answer to `lines=n`: `want` bytes where it has them. One that is cut off before has them as well, when it
 * came to `least` bytes: over a link that cuts, a larger part never comes.
 */
export const beginning = (
  context: TailContext,
  n: number,
  want: number,
  least: number = want,
): Effect.Effect<Beginning, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const answer = yield* context.file(Math.min(n, mostLines));
      const pieces: Array<Uint8Array> = [];
      let bytes = 0;
      while (bytes < want) {
        const pulled = yield* Effect.result(answer.pull);
        if (pulled._tag === "Failure") {
          if (bytes < least) return yield* Effect.fail(pulled.failure);
          return { bytes: joined(pieces, bytes), ended: false, cutBy: pulled.failure };
        }
        const piece = pulled.success;
        if (piece === undefined) return { bytes: joined(pieces, bytes), ended: true };
        pieces.push(piece);
        bytes += piece.length;
      }
      return { bytes: joined(pieces, bytes), ended: false };
    }),
  );

const rawLinesOf = (bytes: Uint8Array): number => {
  let count = bytes.length > 0 && bytes[bytes.length - 1] !== 10 ? 1 : 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
};

/**
 * Asks for `lines=n`, reads only the start of the answer, and remembers what it proves: an answer that begins with the file's
 * first bytes has the whole file, so there are at most n lines. Gives whether it did.
 */
export const probe = (
  context: TailContext,
  n: number,
  options: { readonly sample: boolean },
): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    const { head, checkpoints } = context.cursor;
    const headLength = knownLength(head);
    const { bytes, ended } = yield* beginning(context, n, options.sample ? sampleLimit : headLength, headLength);
    const showsHead = bytes.length >= headLength && matches(head, bytes.subarray(0, headLength));
    const lines = ended ? rawLinesOf(bytes) : undefined;
    if ((showsHead && n < context.count.atLeast) || (!showsHead && lines !== undefined && lines < n)) {
      return yield* Effect.fail(
        new LogReset({
          reason: "different-bytes",
          message:
            "The log file is shorter than what was read of it, or begins differently: it was removed, truncated or replaced. Start again without `from`.",
        }),
      );
    }
    context.count = learn(context.count, showsHead && lines !== undefined ? lines : n, showsHead);
    if (showsHead && lines !== undefined) context.count = learn(context.count, lines - 1, false);
    if (!showsHead && options.sample && context.search.guesses < mostGuesses) {
      const start = checkpoints.lineAtStart(bytes);
      if (start !== undefined) {
        context.search.guess = start + n;
        context.search.guesses++;
      }
    }
    return showsHead;
  });

/** Searches for a place of the log that is known, to guess how many lines the file has: from its end backwards, in growing steps. */
export const guessLines = (context: TailContext): Effect.Effect<number | undefined, JobwireError> =>
  Effect.gen(function* () {
    const { search } = context;
    while (search.guess === undefined && context.cursor.checkpoints.size > 0) {
      const n = context.settings.tuning.firstGuessLines * 4 ** search.gallop;
      if (n >= context.count.atMost || n > mostLines) break;
      if (yield* probe(context, n, { sample: true })) break;
      search.gallop++;
    }
    return search.guess;
  });

/**
 * How many raw lines a file has that does not grow any more, exactly. What is learnt on the way survives a cut, so that the search
 * ends behind a link that cuts every few megabytes.
 */
export const countLines = (context: TailContext): Effect.Effect<number, JobwireError> =>
  Effect.gen(function* () {
    context.count = { ...context.count, atLeast: Math.max(context.count.atLeast, context.cursor.anchor.rawLines) };
    if (context.linesAtEnd !== undefined && context.search.guess === undefined)
      context.search.guess = context.linesAtEnd;
    for (;;) {
      const exact = exactCount(context.count);
      if (exact !== undefined) return exact;
      // A guess that proved too low (the log grew since) makes room for another.
      if (context.search.guess !== undefined && context.search.guess < context.count.atLeast)
        context.search.guess = undefined;
      if (context.search.guess === undefined && context.search.guesses < mostGuesses) yield* guessLines(context);
      if (exactCount(context.count) !== undefined) continue;
      const { search, cursor, count } = context;
      const n = nextProbe(count, cursor.anchor.rawLines, search.guess, search.steps);
      yield* probe(context, n, { sample: false });
      search.steps++;
    }
  });
