import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { isJobwireError, type JobwireError, type StreamLimitExceeded } from "../../errors.ts";
import type { StreamLimits } from "../options.ts";
import type { TailPosition } from "../position.ts";
import type { ByteSession } from "./byte-session.ts";
import type { Coordinate } from "./coordinate.ts";
import { type Cursor, cursorAt, startCursor } from "./cursor.ts";
import { LineAssembler } from "./line-assembler.ts";
import { LineDemand } from "./line-demand.ts";
import { pieceLengthFor } from "./frame-pieces.ts";
import type { OversizeCounts } from "./line-limit.ts";
import type { BatchBuffer } from "./batch-buffer.ts";
import type { LazyBatch } from "./lazy-batch.ts";
import { makeOutlet, type Outlet } from "./outlet.ts";
import type { Session } from "./session.ts";
import { StreamLimiter } from "./stream-limiter.ts";

/** The options that a tail's text depends on. */
export interface TextSettings {
  readonly from?: TailPosition | undefined;
  readonly tail: number | undefined;
  readonly limits?: StreamLimits | undefined;
  readonly messages: "received" | "lines";
  readonly slowReaderMs: number;
  /** The UTF-16 units that may wait for the consumer. */
  readonly capacity: () => number;
}

/** Makes the text of one tail. Its waits for the consumer end with the scope. */
export const makeTailText = (settings: TextSettings): Effect.Effect<TailText, never, Scope.Scope> => {
  const { from, limits = {}, messages } = settings;
  const cursor = cursorAt(from);
  const demand = new LineDemand();
  const lines = new LineAssembler(cursor, { from, placed: true }, demand);
  const limiter = new StreamLimiter(limits, messages);
  return Effect.map(
    makeOutlet(limiter, { ...settings, demand }, lines.position),
    (outlet) => new TailText(cursor, lines, limiter, outlet, demand),
  );
};

/** The text of one tail, from the sources' sessions to the consumer. It owns the cursor; only here does it move. */
export class TailText {
  readonly #limiter: StreamLimiter;
  readonly #outlet: Outlet;
  readonly #demand: LineDemand;
  #cursor: Cursor;
  #lines: LineAssembler;
  #held: Array<LazyBatch> = [];

  constructor(cursor: Cursor, lines: LineAssembler, limiter: StreamLimiter, outlet: Outlet, demand: LineDemand) {
    this.#cursor = cursor;
    this.#lines = lines;
    this.#limiter = limiter;
    this.#outlet = outlet;
    this.#demand = demand;
  }

  /** The batches for the consumer. */
  get batches(): BatchBuffer {
    return this.#outlet.buffer;
  }

  /** The position of the tail in the log. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  /** The end of the last whole line. */
  get lineEnd(): Coordinate {
    return this.#lines.at;
  }

  /** Whole lines so far, since the first one that the tail yields. */
  get lines(): number {
    return this.#lines.lines;
  }

  /** About how many raw lines of the file lie between the anchor and the end of the text. */
  get rawLinesAhead(): number {
    const { anchor, anchorLines } = this.#cursor;
    const ahead = Math.max(0, this.#lines.allLines - anchorLines);
    return anchorLines === 0 ? ahead : Math.ceil((ahead * anchor.rawLines) / anchorLines);
  }

  /** True while an unfinished last line is held. */
  get holdsPart(): boolean {
    return this.#lines.partUnits > 0;
  }

  /** True while batches are held that the consumer has no room for. */
  get holdsBatches(): boolean {
    return this.#held.length > 0;
  }

  /** The lines that `maxLineBytes` changed so far; undefined when it changed nothing. */
  get shortened(): OversizeCounts | undefined {
    return this.#limiter.shortened;
  }

  /** The position after the last line that the consumer received; undefined while lines are held for `tail: N`. */
  get position(): TailPosition | undefined {
    return this.#outlet.position;
  }

  /** True when the consumer kept the current source waiting too long. */
  get isSlow(): boolean {
    return this.#outlet.isSlow;
  }

  /** A new source begins: the count of the consumer's delay starts over. */
  restartClock(): void {
    this.#outlet.restartClock();
  }

  /** Begins again with nothing received. Only sound while the consumer has received no line. `placed`: the tail will read the log's start. */
  restart(placed: boolean): void {
    this.#cursor = startCursor;
    this.#held = [];
    this.#lines = new LineAssembler(this.#cursor, { placed }, this.#demand);
    this.#outlet.restart(this.#lines.position);
  }

  /** How long a piece should be now, in bytes or UTF-16 units. */
  get pieceLength(): number {
    return pieceLengthFor(this.#outlet.buffer.capacity);
  }

  /** The caller limits the number of messages, so each must come alone. */
  get countsMessages(): boolean {
    return this.#limiter.countsMessages;
  }

  /** Counts one message of a source. */
  countMessage(): StreamLimitExceeded | undefined {
    return this.#limiter.countMessage();
  }

  /** Counts a message and adds it. Throws as {@link TailText.add}, and `StreamLimitExceeded`. */
  addMessage<Piece>(session: Session<Piece>, piece: Piece): boolean {
    const exceeded = this.#limiter.countMessage();
    if (exceeded !== undefined) throw exceeded;
    return this.add(session, piece);
  }

  /** Adds a piece of a source without emitting anything yet. Returns whether anything was new. Throws `LogReset`. */
  add<Piece>(session: Session<Piece>, piece: Piece): boolean {
    // Not while several batches wait, nor for a slow consumer: lines need more memory than their text.
    const wantsLines = this.#demand.wanted && this.#outlet.buffer.isNearlyEmpty && !this.#outlet.isSlow;
    const { text, cursor } = session.push(piece, this.#cursor, wantsLines);
    this.#cursor = cursor;
    if (text.text.length === 0) return false;
    this.#lines.push(text);
    return true;
  }

  /**
   * Makes a batch of the whole lines that were added, which the next {@link TailText.emit} emits: one batch of all that a slow consumer
   * has before it would be held as text, as lines and in pieces at once.
   */
  hold(): void {
    const batch = this.#lines.batch(this.#cursor);
    if (batch !== undefined) this.#held.push(batch);
  }

  /** Emits the whole lines that were added, after the batches that were held. Fails when the unfinished line is too long to hold. */
  emit(): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => this.emitNow() ?? Effect.void);
  }

  /** {@link TailText.emit} at once; returns what is left to do when the consumer has no room, or the failure. */
  emitNow(): Effect.Effect<void, JobwireError> | undefined {
    const batch = this.#lines.batch(this.#cursor);
    const tooLong = this.#limiter.heldTooLong(this.#lines.partUnits);
    const left = this.#held.length > 0 ? this.#emitHeld(batch) : batch && this.#outlet.emitNow(batch);
    return tooLong === undefined ? left : Effect.andThen(left ?? Effect.void, Effect.fail(tooLong));
  }

  #emitHeld(last: LazyBatch | undefined): Effect.Effect<void, JobwireError> {
    const held = this.#held;
    this.#held = [];
    if (last !== undefined) held.push(last);
    // Each is let go when it is emitted: a batch whose lines were read needs several times its text.
    return Effect.whileLoop({
      while: () => held.length > 0,
      body: () => {
        const batch = held.shift();
        return (batch && this.#outlet.emitNow(batch)) ?? Effect.void;
      },
      step: () => {},
    });
  }

  /** Adds a piece and emits the lines that it completes. Returns whether anything was new. */
  take<Piece>(session: Session<Piece>, piece: Piece): Effect.Effect<boolean, JobwireError> {
    return Effect.suspend(() => {
      const added = attempt(() => this.add(session, piece));
      if (typeof added !== "boolean") return added;
      return added ? Effect.as(this.emit(), true) : Effect.succeed(false);
    });
  }

  /**
   * Emits everything, the unfinished last line included: the end is proven, or the tail has read the log as it is now. `unfinished` is the session
   * whose decoder may hold the start of a character; that is text only at the proven end.
   */
  finish(unfinished: ByteSession | undefined): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => {
      if (unfinished !== undefined) {
        const { text, cursor } = unfinished.flush(this.#cursor);
        this.#cursor = cursor;
        this.#lines.push(text);
      }
      const whole = this.emit();
      return Effect.andThen(
        whole,
        Effect.suspend(() => {
          this.#lines.endPart();
          return Effect.andThen(this.emit(), this.release());
        }),
      );
    });
  }

  /** Emits the lines held for `tail: N`: the tail has read the log to its end for the first time. */
  release(): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => this.#outlet.release(this.holdsPart, (lines) => this.#lines.passOver(lines)));
  }

  /** Waits until the consumer has taken everything that was emitted. */
  settled(): Effect.Effect<void> {
    return this.#outlet.settled();
  }
}

/** The result of the function, or a failure with the error of the family that it throws. */
export const attempt = <A>(step: () => A): A | Effect.Effect<never, JobwireError> => {
  try {
    return step();
  } catch (error) {
    if (isJobwireError(error)) return Effect.fail(error);
    throw error;
  }
};
