// Longer than most files: one object owns all that a tail learns about a log file, and its ways of reading share that.
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import * as Scope from "effect/Scope";
import type { JobwireError } from "../../errors.ts";
import type { FileAnswer, FileReading, FileState, LogFile, TailBackend } from "../../tail/backend.ts";
import type { FileAnchor } from "../../tail/text/anchor.ts";
import { beginsWith } from "../../tail/text/fingerprint.ts";
import { differentBytes } from "../../tail/text/different-bytes.ts";
import { findAnchor } from "./anchor-search.ts";
import { LineCounter } from "./line-counter.ts";
import type { LogFileTuning } from "./log-file-tuning.ts";
import { type Beginning, maxLines, type OpenLogFile, readBeginning, readFirstBytes } from "./read-beginning.ts";
import { fewestOverlapLines, minSlack, overlapLines } from "./overlap-lines.ts";
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
  /** The link cut a response before it showed anything new: from then on, requests begin as near to the anchor as they can. */
  #isCut = false;
  /** A search began too late or was cut: the file's lines must be counted again. */
  #mustCount = true;
  /** The file's lines were counted since it was read further: counting them again is no progress. */
  #counted = false;
  /** How often the file was read further than before. */
  #advances = 0;
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

  readonly progress = (): string => [this.#advances, this.#counted ? "counted" : this.#counter.progress].join();

  readonly readEnd = (lines: number, maxBytes: number): Effect.Effect<Beginning, JobwireError> =>
    readBeginning(this.#open, lines, maxBytes);

  readonly readFrom = (at: FileAnchor, state: FileState): Reading =>
    Effect.suspend(() => {
      if (state.final !== this.#final) {
        this.#final = state.final;
        this.#counter.forgetMax();
        this.#counter.restartSearch();
        this.#counted = false;
      }
      this.#counter.noteAtLeast(at.rawLines);
      this.#readBytes = Math.max(this.#readBytes, at.bytes);
      if (this.#whole !== -1) return this.#fromStart(at);
      if (at.bytes <= this.#directBytes) return this.#fromStart(at);
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
    if (bytes > this.#readBytes) {
      this.#quietChecks = 0;
      this.#advances++;
      this.#counted = false;
    }
    this.#readBytes = Math.max(this.#readBytes, bytes);
  }

  #noteEnd({ bytes, rawLines }: FileAnchor, endBytes: number): void {
    // An unterminated last line counts, as `lines=N` counts it.
    const lines = rawLines + (endBytes > bytes ? 1 : 0);
    this.#end = { bytes: endBytes, lines };
    this.#counter.noteAtLeast(lines);
  }

  /**
   * Reads the file from its start: the cheapest way to read a short log, and the only one that needs no proof. Over a link that cuts each
   * response before its first new byte, that would never end: after such a cut, requests begin near the anchor.
   */
  #fromStart(at: FileAnchor): Reading {
    return Effect.suspend(() => {
      const skip = new SkipToAnchor(at, "bytes", at.bytes);
      const noteCut = this.#noteCutOf(at, skip);
      return Effect.map(
        Effect.tapError(this.#readOn(at, this.#whole, skip), () => noteCut),
        (reading) => ({ ...reading, next: (anchor) => Effect.tapError(reading.next(anchor), () => noteCut) }),
      );
    });
  }

  /** Notes that the link cut a response before its first new byte. */
  #noteCutOf(at: FileAnchor, skip: SkipToAnchor): Effect.Effect<void> {
    const readBytes = this.#readBytes;
    return Effect.sync(() => {
      const direct = Math.min(minDirectBytes, this.#tuning.directBytes);
      if (skip.dropped === 0 || this.#readBytes > readBytes || at.bytes <= direct) return;
      this.#isCut = true;
      this.#directBytes = direct;
    });
  }

  #overlap(at: FileAnchor): number {
    return this.#isCut ? fewestOverlapLines(at) : overlapLines(at);
  }

  /** After the job's end a child left in the background may still write to the log; then no count holds for long. */
  #afterTheEnd(at: FileAnchor, state: FileState): Reading {
    return Effect.catchTag(this.#byCount(at), "LogReset", () =>
      Effect.suspend(() => {
        this.#counter.forgetMax();
        this.#counter.restartSearch();
        this.#end = undefined;
        this.#counted = false;
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
      const total = yield* this.#counter.proven(at, this.#end?.lines);
      if (total === undefined) return yield* this.#fromStart(at);
      const overlap = this.#overlap(at);
      const lines = total - at.rawLines + overlap;
      const known = this.#readBytes - at.bytes;
      if (lines > maxLines || overlap === 0 || known > maxKnownParts * this.#tuning.heldBytes)
        return yield* this.#fromStart(at);
      const skip = new SkipToAnchor(at, "lines", overlap);
      const noteCut = this.#noteCutOf(at, skip);
      if (!isSelfSimilar(at.tail))
        return yield* Effect.tapError(closedOnFailure(this.#readOn(at, lines, skip)), () => noteCut);
      // One connection at a time: this one is closed before the next request proves where it began.
      const held = yield* Effect.scoped(
        Effect.flatMap(
          Effect.flatMap(this.#open(lines), (answer) => this.#skipped(answer, skip)),
          (answer) => readFirstBytes(answer, this.#tuning.heldBytes + known, 0),
        ).pipe(Effect.tapError(() => noteCut)),
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
    const counter = this.#counter;
    const likely = aheadLines > 0 ? Math.max(atEnd, at.rawLines + aheadLines) : atEnd;
    if (!this.#isCut) {
      counter.forgetMax();
      return likely > 0 ? Effect.succeed(likely) : counter.guess(at);
    }
    return Effect.gen({ self: this }, function* () {
      if (this.#mustCount || likely > counter.atLeast) yield* counter.recount(at, likely);
      this.#mustCount = false;
      return counter.atLeast;
    });
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
        const counts = this.#mustCount;
        const likely = yield* this.#likelyLines(at, state);
        if (likely === undefined || counter.headRepeats) break;
        const missing = Math.max(likely, at.rawLines) - at.rawLines;
        if ((missing * at.bytes) / at.rawLines > heldBytes / 2 && likely > counter.atLeast)
          yield* counter.probe(at, likely - 1, { sample: false });
        this.#counted = true;
        const asked = missing + this.#overlap(at) + this.#slack;
        if (asked > maxLines) break;
        const { atLeast } = counter;
        // To get past a line that is longer than the held part, the reader reads its known part again.
        const known = this.#readBytes - at.bytes;
        if (known > maxKnownParts * heldBytes) break;
        const answer = yield* readBeginning(this.#open, asked, heldBytes + known, 1);
        const found = findAnchor({ ...answer, asked, atLeast }, at);
        reread += answer.bytes.length;
        if (found.type === "partial" && (this.#isCut || answer.cutBy !== undefined)) {
          if (this.#beginLater(counts)) continue;
          if (answer.cutBy !== undefined) return yield* Effect.fail(answer.cutBy);
          break;
        }
        if (found.type === "ambiguous" || (found.type === "partial" && found.matches)) break;
        if (found.type === "other-file") return yield* Effect.fail(differentBytes());
        if (found.type === "at") {
          const bytes = answer.bytes.subarray(found.offset);
          const rereadBytes = reread - bytes.length;
          if (answer.ended && !found.repeats && this.#isQuiet(at, bytes, state)) return quietReading(reread);
          const provenBy = at.rawLines + asked - found.provenBy;
          if (found.startsAtZero || (yield* counter.probe(at, provenBy, { sample: false }))) {
            if (!answer.ended && at.bytes + bytes.length <= this.#readBytes && !bytes.includes(10)) break;
            if (!answer.ended) this.#end = undefined;
            // A response that begins like the file may be the whole file, with fewer lines than were requested.
            const mayBeWhole = beginsWith(answer.bytes, at.head);
            if (found.startsAtZero || !mayBeWhole) {
              counter.noteGuess(found.lines);
              counter.noteAtLeast(found.lines);
            }
            if (this.#slack > minSlack) this.#slack = Math.max(minSlack, this.#slack >> 1);
            return this.#heldReading(at, rereadBytes, { ...answer, bytes });
          }
          if (found.repeats) break;
        }
        this.#beginEarlier(counts);
      }
      if (!this.#isCut || this.#slack > maxSlack) this.#slack = minSlack;
      this.#mustCount = true;
      counter.restartSearch();
      return yield* this.#fromStart(at);
    });
  }

  /** The response began after the anchor, or too near to it. `counted`: the file's lines were counted just before the response. */
  #beginEarlier(counted: boolean): void {
    this.#mustCount = true;
    if (!this.#isCut) this.#slack *= 8;
    else if (counted) this.#slack = Math.max(1, this.#slack * 2);
  }

  /**
   * The response ended before it showed every line where the anchor may be, since the link cut it. Returns false when the next one
   * cannot begin nearer to the anchor, or must wait for a retry.
   */
  #beginLater(counted: boolean): boolean {
    this.#mustCount = true;
    if (!this.#isCut) {
      this.#isCut = true;
      this.#slack = minSlack;
      return false;
    }
    if (counted && this.#slack === 0) return false;
    if (counted) this.#slack >>= 2;
    return true;
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
