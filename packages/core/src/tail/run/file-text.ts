import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { FileEnd, LogFile, TailBackend } from "../backend.ts";
import { ByteSession } from "../text/byte-session.ts";
import type { Coordinate } from "../text/coordinate.ts";
import { fileAnchorOf } from "../text/cursor.ts";
import { differentBytes } from "../text/different-bytes.ts";
import { normaliseNewlines } from "../text/newlines.ts";
import { lastUnits } from "../text/skip-filter.ts";
import { attempt, type TailText } from "../text/tail-text.ts";
import { fileFailureKind } from "./classify.ts";

/** The result of one read of the log file. */
export interface FileRead {
  /** The read reached the file's end; else it continues with the next call. */
  readonly ended: boolean;
  /** The server reported that the log is complete at this end. */
  readonly complete: boolean;
  /** The tail received new text. */
  readonly newText: boolean;
  /** Bytes read that were known before. */
  readonly rereadBytes: number;
}

/** Beside a live source, the tail reads the file at most this many times in a row. */
const maxReadings = 4;
const checkedLines = 50;
const checkedBytes = 1024 * 1024;

/** The log file as a source of one tail's text. */
export class FileText {
  readonly #open: NonNullable<TailBackend["logFile"]>;
  readonly #text: TailText;
  readonly #heldBytes: number;
  #file: LogFile;
  /** The end of the text after the last read to the file's end. */
  #endedAt: Coordinate | undefined;
  /** The session that read to the end last; its decoder may hold the start of a character. */
  #unfinished: ByteSession | undefined;

  constructor(open: NonNullable<TailBackend["logFile"]>, text: TailText, heldBytes: number) {
    this.#open = open;
    this.#text = text;
    this.#heldBytes = heldBytes;
    this.#file = open();
  }

  /** Begins again with nothing read: with the last N lines of a finished log, or with the whole log. */
  restart(lastLines: number | undefined): void {
    this.#file = this.#open({ lastLines });
    this.#endedAt = undefined;
    this.#unfinished = undefined;
  }

  /** Changes whenever a read, also one that failed, learned something about the position. */
  get progress(): string {
    return this.#file.progress();
  }

  /** The session whose decoder may hold the start of a character. */
  get unfinished(): ByteSession | undefined {
    return this.#unfinished;
  }

  /**
   * Reads the file from the tail's position. `final`: the job was terminal before. For a slow consumer it closes the connection after
   * a bounded part, and then emits the lines of that part. `caughtUp` runs when the tail has all that there is and the read waits
   * for more.
   */
  read(
    final: boolean,
    caughtUp: (read: Pick<FileRead, "newText" | "rereadBytes">) => Effect.Effect<void, JobwireError> = () =>
      Effect.void,
  ): Effect.Effect<FileRead, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const text = this.#text;
      const session = new ByteSession(text.cursor);
      let newText = false;
      let rereadBytes = 0;
      text.restartClock();
      const reading = Effect.scoped(
        Effect.gen({ self: this }, function* () {
          const file = yield* this.#file.readFrom(fileAnchorOf(text.cursor), {
            final,
            ahead: this.#isAhead(),
            aheadLines: text.rawLinesAhead,
          });
          rereadBytes = file.rereadBytes;
          let unbatched = 0;
          for (let held = 0; held < this.#heldBytes; ) {
            const next = yield* file.next(fileAnchorOf(text.cursor));
            if (!(next instanceof Uint8Array)) return next;
            if (next.length === 0) {
              // The consumer may take minutes for what was held, and the connection is not kept for so long.
              if (text.holdsBatches) return { ended: false } satisfies FileEnd;
              yield* text.emit();
              yield* caughtUp({ newText, rereadBytes: rereadBytes + session.skipped });
              continue;
            }
            const exceeded = text.countMessage();
            if (exceeded !== undefined) return yield* Effect.fail(exceeded);
            const { isSlow, pieceLength } = text;
            for (let from = 0; from < next.length; from += pieceLength) {
              const piece = next.subarray(from, from + pieceLength);
              const added = attempt(() => text.add(session, piece));
              if (typeof added !== "boolean") return yield* added;
              if (added) newText = true;
              if (isSlow) {
                unbatched += piece.length;
                // Not for each piece of a server that sends a few bytes at a time: each batch has a cost of its own.
                if (unbatched >= pieceLength) {
                  unbatched = 0;
                  text.hold();
                }
              } else {
                const emitting = text.emitNow();
                if (emitting !== undefined) yield* emitting;
              }
            }
            if (isSlow) held += next.length;
          }
          return { ended: false } satisfies FileEnd;
        }),
      );
      const read = yield* Effect.result(reading);
      // The text before a cut counts as received.
      yield* text.emit();
      const end: FileEnd = yield* Effect.fromResult(read);
      if (end.cutBy !== undefined && !newText) return yield* Effect.fail(end.cutBy);
      if (end.ended && end.quiet !== true) {
        if (!session.caughtUp) return yield* Effect.fail(differentBytes());
        this.#endedAt = text.cursor.received;
        this.#unfinished = session;
      }
      const complete = end.complete === true;
      return { ended: end.ended, complete, newText, rereadBytes: rereadBytes + session.skipped };
    });
  }

  /**
   * Reads the file beside a live source, to its end if a few reads suffice. Undefined when it is not available now; the tail's next
   * read shows that again.
   */
  readBeside(): Effect.Effect<FileRead | undefined, JobwireError> {
    const readings = Effect.gen({ self: this }, function* () {
      let newText = false;
      let rereadBytes = 0;
      for (let readings = 1; ; readings++) {
        const read = yield* this.read(false);
        newText ||= read.newText;
        rereadBytes += read.rereadBytes;
        // One read may return less than the source does meanwhile; the anchor would fall further and further behind.
        if (read.ended || readings === maxReadings) return { ...read, newText, rereadBytes };
      }
    });
    return Effect.catch(readings, (error) =>
      fileFailureKind(error) === "fatal" ? Effect.fail(error) : Effect.undefined,
    );
  }

  /**
   * Shows whether a silent source is quiet or stalled: true when the file ends in text that was not received, undefined when the file
   * is not readable. (A half-open connection looks just like a quiet job; Ray responds to no ping.)
   */
  hasMore(): Effect.Effect<boolean | undefined> {
    return this.#file.readEnd(checkedLines, checkedBytes).pipe(
      Effect.map(({ bytes, ended }) => {
        const { recent } = this.#text.cursor;
        if (!ended || recent === undefined || recent.length === 0)
          return !ended || (recent?.length === 0 && bytes.length > 0);
        const raw = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
        const shown = lastUnits("", normaliseNewlines(raw, { pendingCr: false }));
        const length = Math.min(shown.length, recent.length);
        return shown.slice(shown.length - length) !== recent.slice(recent.length - length);
      }),
      Effect.catch(() => Effect.undefined),
    );
  }

  #isAhead(): boolean {
    const { received } = this.#text.cursor;
    return this.#endedAt?.units !== received.units || this.#endedAt.newlines !== received.newlines;
  }
}
