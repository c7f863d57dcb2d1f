// Longer than most files here: it is the one place where the parts of a tail meet, and each of its fields is shared by several.
import { type Cause, Effect, Fiber, Option, Queue, type Scope } from "effect";
import { type JobwireError, type LogReset, NotReady, StreamLimitExceeded } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import type { TailBackend, TailJob } from "./backend.ts";
import type { ByteSession } from "./text/byte-session.ts";
import type { Coordinate } from "./text/coordinate.ts";
import type { LazyBatch } from "./text/lazy-batch.ts";
import { defaultMaxMessageBytes, type Given, LineBatcher } from "./line-batcher.ts";
import type { LineCount } from "../ray/log-file/line-count.ts";
import { LogCursor } from "./log-cursor.ts";
import { type CountedText, counted } from "./text/newlines.ts";
import type { TailBatch, TailOptions, TailStatus } from "./options.ts";
import type { TailPosition } from "./position.ts";
import type { KnownKinds } from "./live/unsure-text.ts";

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
  /** When a last try must begin, by the monotonic clock: just before `totalMs` is over. */
  readonly lastTryAt?: number;
  /** The client's: its tails' retries count as its calls' do. */
  readonly budget: RetryBudget;
  /** What `maxMessages` counts: messages as they are received, or the lines given, which do not depend on the source. */
  readonly messages: "received" | "lines";
  readonly tuning: TailTuning;
}

/** What `tail: N` may hold back at most, in UTF-16 units: memory is bounded. */
const mostHeldUnits = defaultMaxMessageBytes;

const tooManyHeld = (lines: number): StreamLimitExceeded =>
  new StreamLimitExceeded({
    reason: "held-bytes",
    statusCode: 429,
    message: `The last ${lines} lines are more than ${mostHeldUnits} characters, and they must be held until the log's end is reached; ask for fewer by \`tail\`, or for the whole log.`,
  });

const unknownCount: LineCount = { atLeast: 0, atMost: Number.POSITIVE_INFINITY };

/** One reading of a source: pieces in, new text out. Throws LogReset. */
interface Session<Piece> {
  push(piece: Piece): CountedText;
}

/** What the parts of one running tail share: where it stands, what it learnt, and the way out for its lines. */
export class TailContext {
  readonly backend: TailBackend;
  readonly settings: TailSettings;
  /** The backend's, or one that is never ready where there is none. */
  readonly file: NonNullable<TailBackend["file"]>;
  /** The job as the tail read it last. */
  job: TailJob | undefined;
  /** Whether live sources were seen to begin with the log's first line; undefined until then. */
  replays: boolean | undefined;
  /** What messages that may be log text mean, by kind. */
  readonly kinds: KnownKinds = new Map();
  /** How often the log did not contain messages of a kind whose meaning is unknown. */
  readonly misses: Map<string, number> = new Map();
  readonly #queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>;
  cursor: LogCursor;
  batcher: LineBatcher;
  /** `lines` of a file answer that stands for the whole log: -1, or N for the last N lines of a finished one. */
  whole = -1;
  /** Bytes known of the log up to which it is read from its start again; less once the link cut that short. */
  directBytes: number;
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
  /** Looks at the file in a row that saw nothing new by its last lines alone. */
  quietLooks = 0;
  /** Raw lines of the file when an answer was last read to its end. */
  linesAtEnd: number | undefined;
  /** The session that read to the end last; its decoder may hold the start of a character. */
  lastSession: ByteSession | undefined;
  #doubted: Coordinate | undefined;
  /** Milliseconds the consumer kept the current source waiting. */
  blockedMs = 0;
  #held:
    | { readonly lines: number; batches: Array<LazyBatch>; count: number; units: number; dropped: number }
    | undefined;
  readonly #scope: Scope.Scope;
  /** A batch that the consumer has no room for yet. */
  #offering: Fiber.Fiber<void> | undefined;
  /** What the consumer was given last: only after that may an error say that the tail stood. */
  #given: { readonly position: TailPosition };

  /** @param scope the run's; what waits for the consumer ends with it. */
  constructor(
    backend: TailBackend,
    settings: TailSettings,
    queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>,
    scope: Scope.Scope,
  ) {
    this.backend = backend;
    this.file =
      backend.file ??
      (() => Effect.fail(new NotReady({ message: `${backend.label} has no log file to read`, reason: "no-file" })));
    this.replays = backend.replay === "always" ? true : undefined;
    this.settings = settings;
    this.directBytes = settings.tuning.directBytes;
    this.#queue = queue;
    this.#scope = scope;
    this.cursor = new LogCursor(settings.from);
    this.batcher = this.#makeBatcher(settings.from);
    this.#given = { position: this.batcher.position() };
    if (settings.from !== undefined && settings.from.anchor !== null) {
      this.count = { atLeast: settings.from.anchor.rawLines, atMost: Number.POSITIVE_INFINITY };
    }
    this.#hold();
  }

  /** Reads the job's status now. */
  readonly readJob: Effect.Effect<TailJob, JobwireError> = Effect.suspend(() =>
    Effect.tap(this.backend.job, (job) =>
      Effect.sync(() => {
        this.job = job;
      }),
    ),
  );

  /** Tells the caller; what its callback throws ends the tail. */
  status(status: TailStatus): Effect.Effect<void> {
    const { onStatus } = this.settings;
    return onStatus === undefined ? Effect.void : Effect.sync(() => onStatus(status));
  }

  /** Starts over from nothing; only sound while no line was given out. `lines` as {@link TailContext.whole}. */
  restart(lines = -1): void {
    this.whole = lines;
    this.cursor = new LogCursor();
    this.batcher = this.#makeBatcher();
    this.#given = { position: this.batcher.position() };
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

  /** A socket's next newline may be one too many here. */
  doubt(): void {
    this.#doubted = this.cursor.received;
  }

  /** True where a newline was doubted before: when a replay shows it again, it is there. */
  isDoubted(): boolean {
    const { units, newlines } = this.cursor.received;
    return this.#doubted?.units === units && this.#doubted.newlines === newlines;
  }

  /** Pushes a piece of a source through its session and gives the new lines out; tells whether anything was new. */
  take<Piece>(session: Session<Piece>, piece: Piece): Effect.Effect<boolean, JobwireError> {
    return Effect.suspend(() => {
      let fresh: CountedText;
      try {
        fresh = session.push(piece);
      } catch (error) {
        return Effect.fail(error as LogReset);
      }
      return fresh.text.length === 0 ? Effect.succeed(false) : Effect.as(this.#receive(fresh), true);
    });
  }

  /** Gives out the lines that new text of the log completes. */
  #receive(text: CountedText): Effect.Effect<void, JobwireError> {
    return this.#give(this.batcher.push(text));
  }

  /** Counts one message of a source. */
  countMessage(): Effect.Effect<void, JobwireError> {
    const exceeded = this.batcher.countMessage();
    return exceeded === undefined ? Effect.void : Effect.fail(exceeded);
  }

  /** The end is proven, or what is there now was read: gives out the unfinished last line. An unfinished character is only one at the proven end. */
  finish(proven: boolean): Effect.Effect<void, JobwireError> {
    const rest = Effect.suspend(() => this.#receive(counted(proven ? (this.lastSession?.flush() ?? "") : "")));
    return rest.pipe(
      Effect.andThen(Effect.suspend(() => this.#give(this.batcher.finish()))),
      Effect.andThen(Effect.suspend(() => this.release())),
    );
  }

  /** Gives out the lines held back for `tail: N`, once the log was read as far as it goes. */
  release(): Effect.Effect<void, JobwireError> {
    const held = this.#held;
    if (held === undefined) return Effect.void;
    this.#held = undefined;
    // An unfinished last line is one of the N.
    const wanted = Math.max(0, held.lines - (this.batcher.holdsPart ? 1 : 0));
    let surplus = Math.max(0, held.count - wanted);
    this.batcher.passOver(held.dropped + surplus);
    const batches: Array<LazyBatch> = [];
    for (const batch of held.batches) {
      if (surplus < batch.count) batches.push(surplus > 0 ? batch.without(surplus) : batch);
      surplus -= Math.min(batch.count, surplus);
    }
    return Effect.forEach(batches, (batch) => this.#limited(batch), { discard: true });
  }

  /** Waits until the consumer took what it was offered. */
  settled(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#offering === undefined) return Effect.void;
      return Effect.map(Fiber.await(this.#offering), () => {
        this.#offering = undefined;
      });
    });
  }

  /** The place after the last line given out; none while lines are held back for `tail: N`. */
  get position(): TailPosition | undefined {
    return this.#held === undefined ? this.#given.position : undefined;
  }

  #makeBatcher(from?: TailPosition): LineBatcher {
    const { messages } = this.settings;
    const start = { placed: this.whole === -1, messages, ...(from === undefined ? {} : { from }) };
    return new LineBatcher(this.cursor, this.settings.limits ?? {}, start);
  }

  #hold(): void {
    const { tail } = this.settings;
    this.#held = tail === undefined ? undefined : { lines: tail, batches: [], count: 0, units: 0, dropped: 0 };
  }

  #give({ batch, exceeded }: Given): Effect.Effect<void, JobwireError> {
    const held = this.#held;
    if (batch === undefined || held === undefined) {
      const given = batch === undefined ? Effect.void : this.#limited(batch);
      return exceeded === undefined ? given : Effect.andThen(given, Effect.fail(exceeded));
    }
    held.batches.push(batch);
    held.count += batch.count;
    held.units += batch.text.length;
    while (held.batches.length > 0 && held.count - (held.batches[0] as LazyBatch).count >= held.lines) {
      const { count, text } = held.batches.shift() as LazyBatch;
      held.count -= count;
      held.dropped += count;
      held.units -= text.length;
    }
    return held.units <= mostHeldUnits ? Effect.void : Effect.fail(tooManyHeld(held.lines));
  }

  #limited(made: LazyBatch): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => {
      const { batch, exceeded } = this.batcher.withinLimits(made);
      const given = batch === undefined ? Effect.void : this.#offer(batch);
      return exceeded === undefined ? given : Effect.andThen(given, Effect.fail(exceeded));
    });
  }

  /**
   * Gives a batch to the consumer. Waits for room, but no longer than `slowReaderMs` in all: after that the batch waits alone (and
   * the next one for it), so that a reader of the file can close its connection.
   */
  #offer(batch: LazyBatch): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#offering === undefined && Queue.offerUnsafe(this.#queue, batch)) {
        this.#given = batch;
        return Effect.void;
      }
      return Effect.gen({ self: this }, function* () {
        const before = yield* monotonicMs;
        yield* this.settled();
        this.#offering = yield* Queue.offer(this.#queue, batch).pipe(
          Effect.map((taken) => {
            if (taken) this.#given = batch;
          }),
          Effect.forkIn(this.#scope),
        );
        const waited = (yield* monotonicMs) - before;
        const left = Math.max(0, this.settings.tuning.slowReaderMs - this.blockedMs - waited);
        const settled = yield* Effect.timeoutOption(this.settled(), left);
        this.blockedMs += (yield* monotonicMs) - before;
        // Timers may be early by a part of a millisecond, and the next batch waits without limit.
        if (Option.isNone(settled)) this.blockedMs = Math.max(this.blockedMs, this.settings.tuning.slowReaderMs);
      });
    });
  }
}
