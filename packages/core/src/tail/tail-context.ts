import { Clock, Effect, Queue, type Cause } from "effect";
import type { JobwireError } from "../errors.ts";
import type { TailBackend } from "./backend.ts";
import type { ByteSession } from "./byte-session.ts";
import { LineBatcher, type LazyBatch } from "./line-batcher.ts";
import type { LineCount } from "./line-count.ts";
import { LogCursor } from "./log-cursor.ts";
import type { TailBatch, TailOptions, TailStatus } from "./options.ts";

/** The sizes and times that shape a tail's requests; tests shrink them so that small logs take the large logs' paths. */
export interface TailTuning {
  /** Up to this many bytes a log is simply read again from byte 0: one request, nothing to prove. */
  readonly directBytes: number;
  /** What is held at most of an answer that may not be given out yet, or that is taken off a slow reader's connection. */
  readonly heldBytes: number;
  /** A reader that kept a connection waiting this long in all gives its slot back: Ray has 100 of them for everybody. */
  readonly slowReaderMs: number;
  /** A log up to this many units is followed by socket, which replays it at each connection; a longer one by looking at the file. */
  readonly socketUnits: number;
  /** Lines asked for first when the end of the log is searched for a known place. */
  readonly firstGuessLines: number;
}

/** The tuning for real servers (ray-tail-notes: 16 MiB of replay take Ray 0.6 s). */
export const realTuning: TailTuning = {
  directBytes: 512 * 1024,
  heldBytes: 4 * 1024 * 1024,
  slowReaderMs: 5_000,
  socketUnits: 16 * 1024 * 1024,
  firstGuessLines: 1000,
};

/** Options with their defaults, times in milliseconds. */
export interface TailSettings extends TailOptions {
  readonly idleMs: number;
  readonly retryForMs: number;
  readonly pollIntervalMs: number;
  readonly tuning: TailTuning;
}

const unknownCount: LineCount = { atLeast: 0, atMost: Number.POSITIVE_INFINITY };

/** What the parts of one running tail share: where it stands, what it learnt, and the way out for its lines. */
export class TailContext {
  readonly backend: TailBackend;
  readonly settings: TailSettings;
  readonly #queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>;
  cursor: LogCursor;
  batcher: LineBatcher;
  /** `lines` of a file answer that stands for the whole log: -1, or N for the last N lines of a finished one. */
  whole = -1;
  /** What is proven about the file's raw lines; kept over cuts, or a search behind a cutting link would never end. */
  count: LineCount = unknownCount;
  /** Where the search for that count stands. */
  search: { guess: number | undefined; guesses: number; steps: number; gallop: number } = {
    guess: undefined,
    guesses: 0,
    steps: 0,
    gallop: 0,
  };
  /** Raw lines that an answer is asked to overlap with what is known, at the least, while the log grows. */
  slack = 64;
  /** Bytes of the file after the anchor that were received, when the last file answer was read to its end. */
  partBytes: number | undefined;
  /** Raw lines of the file when an answer was last read to its end. */
  linesAtEnd: number | undefined;
  /** The session that read to the end last; its decoder may hold the start of a character. */
  lastSession: ByteSession | undefined;
  /** Milliseconds the consumer kept the current source waiting. */
  blockedMs = 0;
  #held: { readonly lines: number; batches: Array<LazyBatch>; count: number } | undefined;

  constructor(
    backend: TailBackend,
    settings: TailSettings,
    queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>,
  ) {
    this.backend = backend;
    this.settings = settings;
    this.#queue = queue;
    this.cursor = new LogCursor(settings.from);
    this.batcher = new LineBatcher(this.cursor, settings.limits ?? {}, settings.from);
    if (settings.from !== undefined && settings.from.anchor !== null) {
      this.count = { atLeast: settings.from.anchor.rawLines, atMost: Number.POSITIVE_INFINITY };
    }
    this.#hold();
  }

  /** Tells the caller; what its callback throws ends the tail. */
  status(status: TailStatus): Effect.Effect<void> {
    const { onStatus } = this.settings;
    return onStatus === undefined ? Effect.void : Effect.sync(() => onStatus(status));
  }

  /** Starts over from nothing; only sound while no line was given out. */
  restart(): void {
    this.cursor = new LogCursor();
    this.batcher = new LineBatcher(this.cursor, this.settings.limits ?? {});
    this.whole = -1;
    this.partBytes = undefined;
    this.linesAtEnd = undefined;
    this.lastSession = undefined;
    this.forgetCount();
    this.#hold();
  }

  /** The log may have grown: only what grows with it stays true. */
  forgetCount(): void {
    this.count = {
      atLeast: Math.max(this.count.atLeast, this.cursor.anchor.rawLines),
      atMost: Number.POSITIVE_INFINITY,
    };
    this.search = { guess: undefined, guesses: 0, steps: 0, gallop: 0 };
  }

  /** Takes new text of the log: gives out the lines it completes. */
  receive(text: string): Effect.Effect<void, JobwireError> {
    return this.#give(this.batcher.push(text));
  }

  /** Counts one message of a source. */
  countMessage(): Effect.Effect<void, JobwireError> {
    const exceeded = this.batcher.countMessage();
    return exceeded === undefined ? Effect.void : Effect.fail(exceeded);
  }

  /** The end is proven (or was asked for): gives out the unfinished last line. */
  finish(): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => this.receive(this.lastSession?.flush() ?? "")).pipe(
      Effect.andThen(Effect.suspend(() => this.#give(this.batcher.finish()))),
      Effect.andThen(Effect.suspend(() => this.release())),
    );
  }

  /** Gives out the lines held back for `tail: N`, once the log was read as far as it goes. */
  release(): Effect.Effect<void> {
    const held = this.#held;
    if (held === undefined) return Effect.void;
    this.#held = undefined;
    // An unfinished last line is one of the N.
    const wanted = Math.max(0, held.lines - (this.batcher.holdsPart ? 1 : 0));
    let surplus = held.count - wanted;
    const batches: Array<LazyBatch> = [];
    for (const batch of held.batches) {
      if (surplus < batch.count) batches.push(surplus > 0 ? batch.without(surplus) : batch);
      surplus -= Math.min(batch.count, Math.max(0, surplus));
    }
    return Effect.forEach(batches, (batch) => Queue.offer(this.#queue, batch), { discard: true });
  }

  /** True while lines are held back, so that the batcher's position is ahead of what was given out. */
  get holding(): boolean {
    return this.#held !== undefined;
  }

  #hold(): void {
    const { tail } = this.settings;
    this.#held = tail === undefined ? undefined : { lines: tail, batches: [], count: 0 };
  }

  #give(result: { readonly batch?: LazyBatch; readonly exceeded?: JobwireError }): Effect.Effect<void, JobwireError> {
    const { batch, exceeded } = result;
    const failed = exceeded === undefined ? Effect.void : Effect.fail(exceeded);
    if (batch === undefined) return failed;
    const held = this.#held;
    if (held !== undefined) {
      held.batches.push(batch);
      held.count += batch.count;
      while (held.batches.length > 0 && held.count - (held.batches[0] as LazyBatch).count >= held.lines) {
        held.count -= (held.batches.shift() as LazyBatch).count;
      }
      return failed;
    }
    return Effect.gen({ self: this }, function* () {
      const before = yield* Clock.currentTimeMillis;
      yield* Queue.offer(this.#queue, batch);
      this.blockedMs += (yield* Clock.currentTimeMillis) - before;
      yield* failed;
    });
  }
}
