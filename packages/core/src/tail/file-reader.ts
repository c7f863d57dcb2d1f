import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { AnchorLeader } from "../ray/log-file/anchor-leader.ts";
import { findAnchor } from "../ray/log-file/anchor-search.ts";
import { ByteSession } from "./text/byte-session.ts";
import { beginning, countLines, guessLines, mostLines, probe } from "./file-probe.ts";
import { isSelfSimilar } from "../ray/log-file/self-similar.ts";
import type { TailContext } from "./tail-context.ts";

/** What one reading of the file came to: its proper end, or a stop short of it after which reading simply goes on. */
export interface FileReading {
  readonly ended: boolean;
  /** New text was received. */
  readonly news: boolean;
  /** Bytes read that were known before. */
  readonly reread: number;
}

const pieceBytes = 64 * 1024;
const leastSlack = 64;
const mostSlack = 1 << 20;
/** Of quiet looks in a row, each so many-th proves its place; that is once a minute or so. */
const provenLook = 8;
/** So many times `heldBytes` of a line that has no end yet are held at most; then the file is read from its start, held nowhere. */
const mostKnown = 7;

const takeAll = (context: TailContext, session: ByteSession, bytes: Uint8Array): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    let news = false;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      if (yield* context.take(session, bytes.subarray(at, at + pieceBytes))) news = true;
    }
    return news;
  });

const readToEnd = (context: TailContext, session: ByteSession): void => {
  context.linesAtEnd = session.linesSeen;
  context.count = { ...context.count, atLeast: Math.max(context.count.atLeast, session.linesSeen) };
  context.partBytes = session.partBytes;
  context.lastSession = session;
};

/**
 * Reads an answer from the anchor on; when the reader is slow, takes a bounded rest off the connection, closes it, then gives it
 * out. With `placed`, which asks the server whether the answer began where it was thought to, all of it is held so: one slot at a time.
 */
const readOn = (
  context: TailContext,
  lines: number,
  leader: AnchorLeader,
  placed?: Effect.Effect<boolean, JobwireError>,
): Effect.Effect<FileReading, JobwireError> =>
  Effect.gen(function* () {
    const session = new ByteSession(context.cursor);
    const held: Array<Uint8Array> = [];
    let news = false;
    context.blockedMs = 0;
    const reading = Effect.scoped(
      Effect.gen(function* () {
        const answer = yield* context.file(lines);
        for (let bytes = 0; bytes < context.settings.tuning.heldBytes; ) {
          const piece = yield* answer.pull;
          if (piece === undefined) {
            return leader.arrived ? true : yield* Effect.fail(leader.misplaced());
          }
          const { rest, misplaced } = leader.feed(piece);
          if (misplaced !== undefined) return yield* Effect.fail(misplaced);
          if (rest.length === 0) continue;
          yield* context.countMessage();
          if (placed === undefined && context.blockedMs < context.settings.tuning.slowReaderMs) {
            if (yield* context.take(session, rest)) news = true;
          } else {
            held.push(rest);
            bytes += rest.length;
          }
        }
        return false;
      }),
    );
    const read = yield* Effect.result(reading);
    if (placed !== undefined && held.length > 0 && !(yield* placed)) return yield* Effect.fail(leader.misplaced());
    // What came before a cut is there all the same.
    for (const piece of held) if (yield* context.take(session, piece)) news = true;
    const ended = yield* Effect.fromResult(read);
    if (ended && !session.caughtUp) return yield* Effect.fail(leader.misplaced());
    if (ended) readToEnd(context, session);
    return { ended, news, reread: leader.dropped + session.skipped };
  });

const fromStart = (context: TailContext): Effect.Effect<FileReading, JobwireError> =>
  readOn(context, context.whole, new AnchorLeader(context.cursor, "bytes", context.cursor.anchor.bytes));

/** Raw lines before the anchor that an answer must show so that its bytes can be compared. */
const overlapLines = (context: TailContext): number => {
  const { tail, rawLines } = context.cursor.anchor;
  if ("print" in tail) return Math.min(rawLines, leastSlack);
  let lines = 0;
  for (const byte of tail.bytes) if (byte === 10) lines++;
  return lines;
};

/**
 * Reads a file that does not grow any more from exactly the anchor's line on: its number of lines is counted, so the answer's first
 * line is known whatever the log says, also among a million equal lines. Where equal lines would hide that it grew after all (a
 * child that outlived the job) before the answer began, the count is proven again after that: test "grows after its job's end".
 */
const byCount = (context: TailContext): Effect.Effect<FileReading, JobwireError> =>
  Effect.gen(function* () {
    const total = yield* countLines(context);
    const overlap = overlapLines(context);
    const lines = total - context.cursor.anchor.rawLines + overlap;
    if (lines > mostLines || overlap === 0) return yield* fromStart(context);
    const stillTotal = probe(context, total, { sample: false });
    const placed = isSelfSimilar(context.cursor.anchor.tail) ? stillTotal : undefined;
    return yield* readOn(context, lines, new AnchorLeader(context.cursor, "lines", overlap), placed);
  });

/** Where the start of the log comes no more, and it is too short for a place to look for, its lines are counted, as a guess. */
const countWhereCut = (context: TailContext): Effect.Effect<number | undefined, JobwireError> =>
  context.directBytes < context.settings.tuning.directBytes ? countLines(context) : Effect.undefined;

/**
 * Reads on in a log that may be growing. Where an answer to `lines=N` begins is not known, so a bounded part is held back until
 * the anchor was found in it at one place, and a later answer has proven that it began before the anchor.
 */
const whileGrowing = (context: TailContext): Effect.Effect<FileReading, JobwireError> =>
  Effect.gen(function* () {
    const { cursor } = context;
    const { heldBytes } = context.settings.tuning;
    let reread = 0;
    for (let attempt = 0; attempt < 6 && context.slack <= mostSlack; attempt++) {
      context.count = { ...context.count, atMost: Number.POSITIVE_INFINITY };
      const guess = context.linesAtEnd ?? (yield* guessLines(context)) ?? (yield* countWhereCut(context));
      if (guess === undefined) break;
      const { anchor } = cursor;
      const missing = Math.max(guess, anchor.rawLines) - anchor.rawLines;
      if ((missing * anchor.bytes) / anchor.rawLines > heldBytes / 2 && guess > context.count.atLeast) {
        yield* probe(context, guess - 1, { sample: false });
      }
      const overlap = overlapLines(context);
      const asked = missing + overlap + context.slack;
      if (asked > mostLines) break;
      const { atLeast } = context.count;
      // A line that is longer than what is held must be got past: its known part is read again to get behind it.
      const known = cursor.readBytes - anchor.bytes;
      if (known > mostKnown * heldBytes) break;
      const answer = yield* beginning(context, asked, heldBytes + known, 1);
      const found = findAnchor({ ...answer, asked, atLeast }, cursor);
      reread += answer.bytes.length;
      if (answer.cutBy !== undefined && found.type !== "at") return yield* Effect.fail(answer.cutBy);
      if (found.type === "ambiguous") break;
      if (found.type === "other-file") return yield* Effect.fail(new AnchorLeader(cursor, "bytes", 0).misplaced());
      if (found.type === "at") {
        const rest = answer.bytes.subarray(found.offset);
        // Cheap, but a log may have grown by what looks just like its end: now and then the place is proven all the same.
        if (answer.ended && context.partBytes !== undefined && rest.length <= context.partBytes) {
          context.quietLooks++;
          if (context.quietLooks % provenLook !== 0) return { ended: true, news: false, reread };
        }
        if (found.startsAtZero || (yield* probe(context, anchor.rawLines + asked - overlap, { sample: false }))) {
          const session = new ByteSession(cursor);
          const news = yield* takeAll(context, session, rest);
          if (answer.cutBy !== undefined && !news) return yield* Effect.fail(answer.cutBy);
          if (!answer.ended && !news && cursor.anchor.bytes === anchor.bytes) break;
          if (answer.ended && !session.caughtUp)
            return yield* Effect.fail(new AnchorLeader(cursor, "bytes", 0).misplaced());
          if (answer.ended) readToEnd(context, session);
          else context.linesAtEnd = undefined;
          if (news) context.quietLooks = 0;
          context.search.guess = found.lines;
          context.count = { ...context.count, atLeast: Math.max(context.count.atLeast, found.lines) };
          context.slack = Math.max(leastSlack, context.slack >> 1);
          return { ended: answer.ended, news, reread: reread - rest.length };
        }
      }
      context.slack *= 8;
    }
    context.slack = leastSlack;
    context.search = { guess: undefined, guesses: 0, steps: 0, gallop: 0 };
    return yield* fromStart(context);
  });

/** A child left in the background may still write after the job's end (ray-tail-notes, 5): then no count holds for long. */
const afterTheEnd = (context: TailContext): Effect.Effect<FileReading, JobwireError> =>
  byCount(context).pipe(
    Effect.catchTag("LogReset", () =>
      Effect.suspend(() => {
        context.forgetCount();
        context.partBytes = undefined;
        return whileGrowing(context);
      }),
    ),
  );

/** So few known bytes are always read again: no link worth the name cuts every answer before that. */
const leastDirectBytes = 16 * 1024;

/**
 * A short log is read from its start each time, which is the cheapest. Over a link that cuts each answer before it comes to anything
 * new, that would never end: from then on the answer is asked to begin where the tail stands.
 */
const directly = (context: TailContext): Effect.Effect<FileReading, JobwireError> =>
  Effect.suspend(() => {
    const { anchor, readBytes } = context.cursor;
    const leader = new AnchorLeader(context.cursor, "bytes", anchor.bytes);
    return Effect.tapError(readOn(context, context.whole, leader), () =>
      Effect.sync(() => {
        if (leader.dropped > 0 && context.cursor.readBytes === readBytes && anchor.bytes > leastDirectBytes)
          context.directBytes = leastDirectBytes;
      }),
    );
  });

/** Reads the log file on from where the tail stands. `final` when the job was seen terminal before. */
export const readFile = (context: TailContext, final: boolean): Effect.Effect<FileReading, JobwireError> =>
  Effect.suspend(() => {
    if (context.whole !== -1) return fromStart(context);
    if (context.cursor.anchor.bytes <= context.directBytes) return directly(context);
    return final ? afterTheEnd(context) : whileGrowing(context);
  });
