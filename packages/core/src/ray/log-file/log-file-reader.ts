// Longer than most files: one object owns all that a tail learns about a log file, and its ways of reading share that.
import { Effect, Exit, Scope } from "effect";
import type { JobwireError } from "../../errors.ts";
import type { FileAnswer, FileReading, FileState, LogFile, TailBackend } from "../../tail/backend.ts";
import type { FileAnchor } from "../../tail/text/anchor.ts";
import { beginsWith } from "../../tail/text/fingerprint.ts";
import { differentBytes } from "../../tail/text/different-bytes.ts";
import { findAnchor } from "./anchor-search.ts";
import { LineCounter } from "./line-counter.ts";
import type { LogFileTuning } from "./log-file-tuning.ts";
import { type Beginning, maxLines, type OpenLogFile, readBeginning, readFirstBytes } from "./read-beginning.ts";
import { minSlack, overlapLines } from "./overlap-lines.ts";
import { isSelfSimilar } from "./self-similar.ts";
import { SkipToAnchor } from "./skip-to-anchor.ts";

const pieceBytes = 64 * 1024;

type Reading = Effect.Effect<FileReading, JobwireError, Scope.Scope>;

const maxSlack = 1 << 20;
/** Every eighth consecutive quiet check proves the position: about once a minute. */
const provenCheck = 8;
/** The reader holds at most this many times `heldBytes` of a line without an end; above, it reads the file from its start and holds nothing. */
const maxKnownParts = 7;
/** The reader always reads this many known bytes again: no usable link cuts every response before that. */
const minDirectBytes = 16 * 1024;

/**
 * Reads one log file of a server that only returns "the last N raw lines" (Ray's `GET /api/v0/logs/file`) as if it had byte
 * offsets. It owns all knowledge about the file: its number of lines, and the position that was read.
 */
class LogFileReader implements LogFile {
  readonly #open: OpenLogFile;
  readonly #tuning: LogFileTuning;
  readonly #counter: LineCounter;
  /** The `lines` of a request for the whole log: -1, or N where the log is the last N lines of a finished one. */
  readonly #whole: number;
  /** A log with up to this many known bytes is read from its start again; fewer once the link cut such a response. */
  #directBytes: number;
  /** Raw lines by which a request goes back further than the known lines, while the log grows. */
  #slack = minSlack;
  /** Bytes and raw lines of the file when it was last read to its end. */
  #end: { readonly bytes: number; readonly lines: number } | undefined;
  /** The largest number of bytes of the file that was read. */
  #readBytes = 0;
  /** Checks in a row that found nothing new by the file's last lines alone. */
  #quietChecks = 0;
  #final = false;

  constructor(open: OpenLogFile, tuning: LogFileTuning, lastLines: number | undefined) {
    this.#open = open;
    this.#tuning = tuning;
    this.#counter = new LineCounter(open, tuning.firstGuessLines);
    this.#whole = lastLines ?? -1;
    this.#directBytes = tuning.directBytes;
  }

  readonly progress = (): string => this.#counter.progress;

  readonly readEnd = (lines: number, maxBytes: number): Effect.Effect<Beginning, JobwireError> =>
    readBeginning(this.#open, lines, maxBytes);

  readonly readFrom = (at: FileAnchor, state: FileState): Reading =>
    Effect.suspend(() => {
      if (state.final !== this.#final) {
        this.#final = state.final;
        this.#counter.forgetMax();
        this.#counter.restartSearch();
      }
      this.#counter.noteAtLeast(at.rawLines);
      this.#readBytes = Math.max(this.#readBytes, at.bytes);
      if (this.#whole !== -1) return this.#fromStart(at);
      if (at.bytes <= this.#directBytes) return this.#directly(at);
      return state.final ? this.#afterTheEnd(at, state) : this.#whileGrowing(at, state);
    });

  /** Reads a response from the anchor. */
  #readOn(at: FileAnchor, lines: number, skip: SkipToAnchor): Reading {
    return Effect.map(
      Effect.flatMap(this.#open(lines), (answer) => this.#skipped(answer, skip)),
      (first) => this.#reading(at, skip.dropped, first),
    );
  }

  /** Reads up to the anchor. Fails with `LogReset` when the response does not contain it. */
  #skipped(answer: FileAnswer, skip: SkipToAnchor): Effect.Effect<FileAnswer, JobwireError> {
    return Effect.gen(function* () {
      let rest: Uint8Array | undefined;
      while (!skip.arrived) {
        const piece = yield* answer.pull;
        if (piece === undefined) return yield* Effect.fail(differentBytes());
        rest = yield* Effect.try({ try: () => skip.push(piece), catch: (error) => error as JobwireError });
      }
      const first = rest;
      if (first === undefined || first.length === 0) return answer;
      let isFirst = true;
      const pull = Effect.suspend(() => {
        if (!isFirst) return answer.pull;
        isFirst = false;
        return Effect.succeed(first);
      });
      return { pull };
    });
  }

  #reading(at: FileAnchor, rereadBytes: number, answer: FileAnswer): FileReading {
    let offset = at.bytes;
    return {
      rereadBytes,
      next: (anchor) =>
        Effect.map(answer.pull, (piece) => {
          if (piece === undefined) {
            this.#noteEnd(anchor, offset);
            return { ended: true };
          }
          this.#counter.notePiece(piece, offset, anchor.rawLines);
          offset += piece.length;
          this.#noteRead(offset);
          return piece;
        }),
    };
  }

  #noteRead(bytes: number): void {
    if (bytes > this.#readBytes) this.#quietChecks = 0;
    this.#readBytes = Math.max(this.#readBytes, bytes);
  }

  #noteEnd({ bytes, rawLines }: FileAnchor, endBytes: number): void {
    // An unterminated last line counts, as `lines=N` counts it.
    const lines = rawLines + (endBytes > bytes ? 1 : 0);
    this.#end = { bytes: endBytes, lines };
    this.#counter.noteAtLeast(lines);
  }

  #fromStart(at: FileAnchor): Reading {
    return this.#readOn(at, this.#whole, new SkipToAnchor(at, "bytes", at.bytes));
  }

  /**
   * A short log is read from its start each time, which is the cheapest way. Over a link that cuts each response before its first
   * new byte, that would never end: after such a cut, requests begin near the anchor.
   */
  #directly(at: FileAnchor): Reading {
    return Effect.suspend(() => {
      const skip = new SkipToAnchor(at, "bytes", at.bytes);
      const readBytes = this.#readBytes;
      const noteCut = Effect.sync(() => {
        if (skip.dropped > 0 && this.#readBytes === readBytes && at.bytes > minDirectBytes)
          this.#directBytes = minDirectBytes;
      });
      return Effect.map(
        Effect.tapError(this.#readOn(at, this.#whole, skip), () => noteCut),
        (reading) => ({ ...reading, next: (anchor) => Effect.tapError(reading.next(anchor), () => noteCut) }),
      );
    });
  }

  /** After the job's end a child left in the background may still write to the log; then no count holds for long. */
  #afterTheEnd(at: FileAnchor, state: FileState): Reading {
    return Effect.catchTag(this.#byCount(at), "LogReset", () =>
      Effect.suspend(() => {
        this.#counter.forgetMax();
        this.#counter.restartSearch();
        this.#end = undefined;
        return this.#whileGrowing(at, state);
      }),
    );
  }

  /**
   * Reads a file that no longer grows, from exactly the anchor's line. The reader counts the file's lines, so the first line of the
   * response is known whatever the log contains, also among a million equal lines. Equal lines could hide that the file grew
   * before the response began; then the reader proves the count again afterwards: test "grows after its job's end".
   */
  #byCount(at: FileAnchor): Reading {
    return Effect.gen({ self: this }, function* () {
      const total = yield* this.#counter.exact(at, this.#end?.lines);
      const overlap = overlapLines(at);
      const lines = total - at.rawLines + overlap;
      if (lines > maxLines || overlap === 0) return yield* this.#fromStart(at);
      const skip = new SkipToAnchor(at, "lines", overlap);
      if (!isSelfSimilar(at.tail)) return yield* closedOnFailure(this.#readOn(at, lines, skip));
      // One connection at a time: this one is closed before the next request proves where it began.
      const held = yield* Effect.scoped(
        Effect.flatMap(
          Effect.flatMap(this.#open(lines), (answer) => this.#skipped(answer, skip)),
          (answer) => readFirstBytes(answer, this.#tuning.heldBytes, 0),
        ),
      );
      if (held.bytes.length > 0 && !(yield* this.#counter.probe(at, total, { sample: false })))
        return yield* Effect.fail(differentBytes());
      return this.#heldReading(at, skip.dropped, held);
    });
  }

  #heldReading(at: FileAnchor, rereadBytes: number, { bytes, ended, cutBy }: Beginning): FileReading {
    let offset = 0;
    return {
      rereadBytes,
      next: (anchor) =>
        Effect.sync(() => {
          if (offset === bytes.length) {
            if (ended) this.#noteEnd(anchor, at.bytes + bytes.length);
            return { ended, ...(cutBy === undefined ? {} : { cutBy }) };
          }
          const piece = bytes.subarray(offset, offset + pieceBytes);
          this.#counter.notePiece(piece, at.bytes + offset, anchor.rawLines);
          offset += piece.length;
          this.#noteRead(at.bytes + offset);
          return piece;
        }),
    };
  }

  /** The number of raw lines that the file probably has. */
  #likelyLines(at: FileAnchor, { aheadLines }: FileState): Effect.Effect<number | undefined, JobwireError> {
    const atEnd = this.#end?.lines ?? 0;
    if (aheadLines > 0) return Effect.succeed(Math.max(atEnd, at.rawLines + aheadLines));
    if (atEnd > 0) return Effect.succeed(atEnd);
    // Behind a link that cuts the log's start, a log too short for checkpoints is counted, as a guess.
    const isCut = this.#directBytes < this.#tuning.directBytes;
    return Effect.flatMap(this.#counter.guess(at), (guess) =>
      guess === undefined && isCut ? this.#counter.exact(at, undefined) : Effect.succeed(guess),
    );
  }

  /**
   * Continues in a log that may be growing. The first line of a response to `lines=N` is not known, so the reader holds a bounded part
   * until it finds the anchor there at one position, and a later response has proven that it began before the anchor.
   */
  #whileGrowing(at: FileAnchor, state: FileState): Reading {
    return Effect.gen({ self: this }, function* () {
      const { heldBytes } = this.#tuning;
      const counter = this.#counter;
      let reread = 0;
      for (let attempt = 0; attempt < 6 && this.#slack <= maxSlack; attempt++) {
        counter.forgetMax();
        const likely = yield* this.#likelyLines(at, state);
        if (likely === undefined) break;
        const missing = Math.max(likely, at.rawLines) - at.rawLines;
        if ((missing * at.bytes) / at.rawLines > heldBytes / 2 && likely > counter.atLeast)
          yield* counter.probe(at, likely - 1, { sample: false });
        const overlap = overlapLines(at);
        const asked = missing + overlap + this.#slack;
        if (asked > maxLines) break;
        const { atLeast } = counter;
        // To get past a line that is longer than the held part, the reader reads its known part again.
        const known = this.#readBytes - at.bytes;
        if (known > maxKnownParts * heldBytes) break;
        const answer = yield* readBeginning(this.#open, asked, heldBytes + known, 1);
        const found = findAnchor({ ...answer, asked, atLeast }, at);
        reread += answer.bytes.length;
        if (answer.cutBy !== undefined && found.type !== "at") return yield* Effect.fail(answer.cutBy);
        if (found.type === "ambiguous") break;
        if (found.type === "other-file") return yield* Effect.fail(differentBytes());
        if (found.type === "at") {
          const bytes = answer.bytes.subarray(found.offset);
          const rereadBytes = reread - bytes.length;
          if (answer.ended && this.#isQuiet(at, bytes, state)) return quietReading(reread);
          if (found.startsAtZero || (yield* counter.probe(at, at.rawLines + asked - overlap, { sample: false }))) {
            if (!answer.ended && at.bytes + bytes.length <= this.#readBytes && !bytes.includes(10)) break;
            if (!answer.ended) this.#end = undefined;
            // A response that begins like the file may be the whole file, with fewer lines than were requested.
            const mayBeWhole = beginsWith(answer.bytes, at.head);
            if (found.startsAtZero || !mayBeWhole) {
              counter.noteGuess(found.lines);
              counter.noteAtLeast(found.lines);
            }
            this.#slack = Math.max(minSlack, this.#slack >> 1);
            return this.#heldReading(at, rereadBytes, { ...answer, bytes });
          }
        }
        this.#slack *= 8;
      }
      this.#slack = minSlack;
      counter.restartSearch();
      return yield* this.#fromStart(at);
    });
  }

  /**
   * A cheap check: the file's last lines are no longer than before. But a log may have grown by text that looks just like its end, so
   * now and then the reader proves the position all the same.
   */
  #isQuiet(at: FileAnchor, rest: Uint8Array, { ahead }: FileState): boolean {
    if (ahead || this.#end === undefined || at.bytes + rest.length > this.#end.bytes) return false;
    this.#quietChecks++;
    return this.#quietChecks % provenCheck !== 0;
  }
}

const quietReading = (rereadBytes: number): FileReading => ({
  rereadBytes,
  next: () => Effect.succeed({ ended: true, quiet: true }),
});

/** Closes the connection of a reading that cannot begin, so that the next one does not take a second slot. */
const closedOnFailure = (reading: Reading): Reading =>
  Effect.gen(function* () {
    const inner = yield* Scope.fork(yield* Effect.scope);
    return yield* Effect.tapError(Scope.provide(reading, inner), () => Scope.close(inner, Exit.void));
  });

/** How to open the log file for one tail; `lastLines` reads only the last N lines of a file that does not grow. */
export const makeLogFile =
  (open: OpenLogFile, tuning: LogFileTuning): NonNullable<TailBackend["logFile"]> =>
  ({ lastLines } = {}) =>
    new LogFileReader(open, tuning, lastLines);
