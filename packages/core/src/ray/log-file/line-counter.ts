import * as Effect from "effect/Effect";
import { type JobwireError, LogReset } from "../../errors.ts";
import type { FileAnchor } from "../../tail/text/anchor.ts";
import { knownLength, matches } from "../../tail/text/fingerprint.ts";
import { countRawNewlines } from "../../tail/text/newlines.ts";
import { Checkpoints } from "./checkpoints.ts";
import { exactCount, learn, type LineCount, nextProbe } from "./line-count.ts";
import { maxLines, type OpenLogFile, readBeginning } from "./read-beginning.ts";

const sampleBytes = 256 * 1024;
const maxGuesses = 6;

/** The state of the search for the number of lines. */
interface Search {
  readonly guess: number | undefined;
  readonly guesses: number;
  readonly steps: number;
  /** How many times the number of requested lines was multiplied by four. */
  readonly gallop: number;
}

const newSearch: Search = { guess: undefined, guesses: 0, steps: 0, gallop: 0 };
const unknownCount: LineCount = { atLeast: 0, atMost: Number.POSITIVE_INFINITY };

/** Raw lines, an unterminated last one included. */
const rawLinesOf = (bytes: Uint8Array): number =>
  countRawNewlines(bytes) + (bytes.length > 0 && bytes[bytes.length - 1] !== 10 ? 1 : 0);

/** True when the first line of these bytes begins another line of them too. */
const firstLineRepeats = (head: Uint8Array): boolean => {
  const length = head.indexOf(10) + 1;
  for (let start = length; start > 0 && start < head.length; start = head.indexOf(10, start) + 1) {
    const line = head.subarray(start, start + length);
    if (line.length === length && line.every((byte, at) => byte === head[at])) return true;
  }
  return false;
};

/**
 * Counts the raw lines of a log file by the responses to `lines=N`. It keeps its results after a cut; otherwise a search
 * behind a link that cuts every few megabytes would never end.
 */
export class LineCounter {
  readonly #open: OpenLogFile;
  readonly #firstGuessLines: number;
  readonly #checkpoints = new Checkpoints();
  #count: LineCount = unknownCount;
  #search: Search = newSearch;
  #recounting = false;
  #headRepeats = false;

  constructor(open: OpenLogFile, firstGuessLines: number) {
    this.#open = open;
    this.#firstGuessLines = firstGuessLines;
  }

  /** The file has at least this many raw lines. */
  get atLeast(): number {
    return this.#count.atLeast;
  }

  /**
   * The log's first line occurs again in its first bytes. Then a response that begins with these bytes may begin anywhere, so that it
   * proves nothing: no count is possible. (The first line of a Ray job's log is Ray's own, with the time.)
   */
  get headRepeats(): boolean {
    return this.#headRepeats;
  }

  /** Changes whenever a response narrows the search. */
  get progress(): string {
    return [this.#count.atLeast, this.#count.atMost, this.#search.gallop].join();
  }

  /** The file is known to have at least this many raw lines. */
  noteAtLeast(lines: number): void {
    this.#count = { ...this.#count, atLeast: Math.max(this.#count.atLeast, lines) };
  }

  /** The file probably has this many raw lines. */
  noteGuess(lines: number): void {
    this.#search = { ...this.#search, guess: lines };
  }

  /** Remembers a piece of the file that begins after `bytes` bytes and `rawLines` raw newlines. */
  notePiece(piece: Uint8Array, bytes: number, rawLines: number): void {
    this.#checkpoints.offer(piece, bytes, rawLines);
  }

  /** The file may have grown, so no upper limit is known. */
  forgetMax(): void {
    this.#count = { ...this.#count, atMost: Number.POSITIVE_INFINITY };
  }

  /** Starts the search over. */
  restartSearch(): void {
    this.#search = newSearch;
    this.#recounting = false;
  }

  /**
   * Requests `lines`, reads only the start of the response, and remembers its proof: a response that begins with the file's
   * first bytes is the whole file, so the file has at most that many lines. Returns whether that is proven.
   */
  probe(at: FileAnchor, lines: number, options: { readonly sample: boolean }): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const headLength = knownLength(at.head);
      const want = options.sample ? sampleBytes : headLength;
      const { bytes, ended } = yield* readBeginning(this.#open, lines, want, headLength);
      const showsHead = bytes.length >= headLength && matches(at.head, bytes.subarray(0, headLength));
      const shown = ended ? rawLinesOf(bytes) : undefined;
      this.#headRepeats ||= showsHead && firstLineRepeats(bytes.subarray(0, headLength));
      if (showsHead && this.#headRepeats) return false;
      // Ray reads no larger number of lines, so the response to this one begins at byte 0, whatever its end.
      const whole = (shown !== undefined && shown < lines) || lines >= maxLines;
      if ((showsHead && lines < this.#count.atLeast) || (!showsHead && whole)) {
        return yield* Effect.fail(
          new LogReset({
            reason: "different-bytes",
            message:
              "The log file is shorter than the part that was already read, or it begins differently: it was removed, truncated or replaced. Start again without `from`.",
          }),
        );
      }
      this.#count = learn(this.#count, showsHead && shown !== undefined ? shown : lines, showsHead);
      if (showsHead && shown !== undefined) this.#count = learn(this.#count, shown - 1, false);
      if (!showsHead && options.sample && this.#search.guesses < maxGuesses) {
        const start = this.#checkpoints.lineAtStart(bytes);
        if (start !== undefined)
          this.#search = { ...this.#search, guess: start + lines, guesses: this.#search.guesses + 1 };
      }
      return showsHead;
    });
  }

  /** Searches the file from its end backwards, in growing steps, for a known line, and guesses the number of lines from it. */
  guess(at: FileAnchor): Effect.Effect<number | undefined, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      while (this.#search.guess === undefined && this.#checkpoints.size > 0 && !this.#headRepeats) {
        const lines = this.#firstGuessLines * 4 ** this.#search.gallop;
        if (lines >= this.#count.atMost || lines > maxLines) break;
        if (yield* this.probe(at, lines, { sample: true })) break;
        this.#search = { ...this.#search, gallop: this.#search.gallop + 1 };
      }
      return this.#search.guess;
    });
  }

  /**
   * Counts the raw lines of a file that may be growing. `atLeast` is then the number of a moment ago. It begins at `likely` lines, reads
   * no more than the file's first bytes for each probe, and continues a count that a cut interrupted.
   */
  recount(at: FileAnchor, likely: number): Effect.Effect<void, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (!this.#recounting) {
        this.#recounting = true;
        this.forgetMax();
        this.#search = { ...newSearch, guess: Math.max(likely, this.#count.atLeast), guesses: maxGuesses };
      }
      yield* this.exact(at, undefined);
      this.#recounting = false;
    });
  }

  /**
   * {@link LineCounter.exact}, for a log whose first bytes may occur again far from its start, as in a page that is printed again and
   * again. There a response may begin like the file by chance, but not the one with one line more.
   */
  proven(at: FileAnchor, likely: number | undefined): Effect.Effect<number | undefined, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      for (;;) {
        const exact = yield* this.exact(at, likely);
        if (exact === undefined || (yield* this.probe(at, exact + 1, { sample: false }))) return exact;
        this.forgetMax();
        this.#search = { ...newSearch, guesses: maxGuesses };
      }
    });
  }

  /** The exact number of raw lines of a file that no longer grows, if it can be counted. `likely` is tried first. */
  exact(at: FileAnchor, likely: number | undefined): Effect.Effect<number | undefined, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (likely !== undefined && this.#search.guess === undefined) this.noteGuess(likely);
      for (;;) {
        const exact = exactCount(this.#count);
        if (this.#headRepeats) return undefined;
        if (exact !== undefined) return exact;
        // A guess that proved too low (the log has grown since) is replaced by another.
        if (this.#search.guess !== undefined && this.#search.guess < this.#count.atLeast)
          this.#search = { ...this.#search, guess: undefined };
        if (this.#search.guess === undefined && this.#search.guesses < maxGuesses) yield* this.guess(at);
        if (exactCount(this.#count) !== undefined || this.#headRepeats) continue;
        const { guess, steps } = this.#search;
        yield* this.probe(at, nextProbe(this.#count, at.rawLines, guess, steps), { sample: false });
        this.#search = { ...this.#search, steps: this.#search.steps + 1 };
      }
    });
  }
}
