import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type JobLost, type JobwireError, NotReady, ServerError } from "../../errors.ts";
import type { FileEnd, FileReading, FileState, LogFile } from "../../tail/backend.ts";
import type { FileAnchor } from "../../tail/text/anchor.ts";
import { differentBytes } from "../../tail/text/different-bytes.ts";
import { endUnknown } from "./end-unknown.ts";
import type { SeenTask } from "./task-status.ts";
import { markerIndex } from "./task-marker.ts";
import { UnfinishedLine } from "./unfinished-line.ts";

const noBytes = new Uint8Array(0);
const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  if (first.length === 0) return second;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
};

/** The attempt whose log is read. */
export interface TaskOfLog {
  /** The name of the attempt in messages. */
  readonly label: string;
  /** The attempt as the tail read it last. */
  readonly seen: () => SeenTask | undefined;
  /** A new reader of the attempt's log, as Ray cuts it out of its worker's log. */
  readonly open: () => LogFile;
  /** Only the last lines of the log are read, so that a position is not known. */
  readonly lastLines: boolean;
}

/**
 * The log of one attempt of a task. Ray cuts it out of its worker's log at the recorded offsets. It reports the end of an attempt up to
 * some seconds late, and meanwhile returns the lines of the worker's next tasks too (seen on 2.60). So this file ends at the line that
 * Ray writes before each task until the end is known; then it ends there, and its length proves that it is whole.
 */
export class TaskLogFile implements LogFile {
  readonly #task: TaskOfLog;
  #reader: LogFile;
  /** The reader reads a log whose end is known. */
  #closed = false;
  /** Another task may have begun: only the record of this one shows where its output ends. */
  #held = false;
  /** The position up to which the log was returned, in bytes; undefined before the first read. */
  #returned: number | undefined;
  #unfinished = new UnfinishedLine(0);

  constructor(task: TaskOfLog) {
    this.#task = task;
    this.#reader = task.open();
  }

  readonly progress = (): string => this.#reader.progress();

  readonly readEnd: LogFile["readEnd"] = (lines, maxBytes) => this.#reader.readEnd(lines, maxBytes);

  readonly readFrom = (at: FileAnchor, state: FileState): Effect.Effect<FileReading, JobwireError, Scope.Scope> =>
    Effect.suspend(() => {
      const seen = this.#task.seen();
      const { type } = seen?.extent ?? { type: "waiting" };
      if (seen === undefined || type === "waiting") return Effect.fail(this.#notStarted());
      if (type === "none") return seen.settled ? Effect.succeed(emptyReading) : Effect.fail(this.#notStarted());
      if (type === "unrecorded") return Effect.fail(seen.settled ? this.#endUnknown(seen) : this.#notStarted());
      if (seen.extent.type === "closed") return this.#readClosed(at, state, seen.extent.end - seen.extent.start);
      return this.#readOpen(at, state, seen);
    });

  /** Reads a log whose end is not recorded, up to the line that Ray writes before the next task. */
  #readOpen(at: FileAnchor, state: FileState, seen: SeenTask): Effect.Effect<FileReading, JobwireError, Scope.Scope> {
    const held = Effect.suspend(() =>
      seen.settled ? Effect.fail(this.#endUnknown(seen)) : Effect.succeed<FileEnd>({ ended: true, quiet: true }),
    );
    if (this.#held) return Effect.as(held, quietReading);
    this.#begin(at);
    return Effect.map(this.#reader.readFrom(at, state), (reading) => {
      let position = at.bytes;
      /** The start of a marker at the end of the last piece. */
      let kept: Uint8Array = noBytes;
      let end: FileEnd | undefined;
      const take = (piece: Uint8Array): Uint8Array => {
        position += piece.length;
        this.#note(piece, position);
        return piece;
      };
      const next = (anchor: FileAnchor): Effect.Effect<Uint8Array | FileEnd, JobwireError> => {
        if (this.#held) return held;
        if (end !== undefined) return Effect.succeed(end);
        return Effect.map(reading.next(anchor), (read) => {
          if (read instanceof Uint8Array) {
            const bytes = joined(kept, read);
            const { at: cut, whole } = markerIndex(bytes);
            this.#held = whole;
            kept = whole ? noBytes : bytes.subarray(cut);
            return take(bytes.subarray(0, cut));
          }
          end = read;
          // At the end of the log of a dead worker, the start of a marker is text.
          return seen.settled && read.ended && kept.length > 0 ? take(kept) : read;
        });
      };
      return { rereadBytes: reading.rereadBytes, next };
    });
  }

  /** Reads a log of a known size. */
  #readClosed(at: FileAnchor, state: FileState, size: number): Effect.Effect<FileReading, JobwireError, Scope.Scope> {
    if (!this.#closed) {
      this.#closed = true;
      // The counts of the former reader may include lines of other tasks.
      if (this.#returned !== undefined) this.#reader = this.#task.open();
    }
    if (size === 0 && this.#returned === undefined && at.bytes === 0) return Effect.succeed(emptyReading);
    if (this.#task.lastLines) return this.#reader.readFrom(at, state);
    if (this.#returned !== undefined && this.#returned >= size) {
      // All of it was read already; a thread of the task may even have written more before the worker's next task.
      const again = this.#unfinished.reading(at);
      if (again !== undefined) return Effect.succeed(again);
    }
    if (at.bytes > size || (this.#returned ?? 0) > size) return Effect.fail(differentBytes());
    this.#begin(at);
    return Effect.map(this.#reader.readFrom(at, { ...state, final: true }), (reading) => {
      let position = at.bytes;
      const next = (anchor: FileAnchor): Effect.Effect<Uint8Array | FileEnd, JobwireError> =>
        Effect.flatMap(reading.next(anchor), (read) => {
          if (read instanceof Uint8Array) {
            position += read.length;
            this.#note(read, position);
          } else if (read.ended && position < size) return Effect.fail(this.#short(position, size));
          return Effect.succeed(read);
        });
      return { rereadBytes: reading.rereadBytes, next };
    });
  }

  /** The first read begins here. */
  #begin({ bytes }: FileAnchor): void {
    if (this.#returned !== undefined) return;
    this.#returned = bytes;
    this.#unfinished = new UnfinishedLine(bytes);
  }

  /** This piece of the log ends at this position. */
  #note(piece: Uint8Array, position: number): void {
    const known = this.#returned ?? 0;
    if (position <= known) return;
    this.#unfinished.add(piece.subarray(Math.max(0, piece.length - (position - known))));
    this.#returned = position;
  }

  #notStarted(): NotReady {
    return new NotReady({
      message: `${this.#task.label} has no output yet, or Ray has not recorded where it is`,
      reason: "no-node",
    });
  }

  #endUnknown({ row }: SeenTask): JobLost {
    return endUnknown(this.#task.label, row);
  }

  #short(bytes: number, size: number): ServerError {
    return new ServerError({
      reason: "short-log",
      statusCode: 200,
      message: `${this.#task.label}: the log ended after ${bytes} bytes, and Ray recorded ${size}. Try again`,
    });
  }
}

const ended: FileEnd = { ended: true };
const emptyReading: FileReading = { rereadBytes: 0, next: () => Effect.succeed(ended) };
const quietReading: FileReading = { rereadBytes: 0, next: () => Effect.succeed({ ended: true, quiet: true }) };
