// Longer than most files here: one loop over one connection, whose steps share its clocks; parted, they would pass them about.
import { Effect, Fiber, Option, type Scope } from "effect";
import type { JobwireError } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import type { LiveAnswer, LiveMessage } from "./backend.ts";
import { fileHasMore, readBeside } from "./file-beside.ts";
import { checkLoss } from "./lost-log.ts";
import { Placement } from "./live/placement.ts";
import { readPlain } from "./plain-reader.ts";
import { isPassing } from "./riding.ts";
import type { TailContext } from "./tail-context.ts";
import { learnKind, TextAfter, UnsureText } from "./live/unsure-text.ts";

/** Why a live source was left; none says anything about the job but `terminal`, read from its status, and `complete`. */
export interface LiveReading {
  readonly left: "closed" | "terminal" | "complete" | "stalled" | "ambiguous" | "failed";
  readonly detail: string;
  readonly error?: JobwireError;
  readonly news: boolean;
}

/** A quiet source's job is asked for its status this often (or at the poll interval, if that is longer). */
const quietCheckMs = 8_000;
/** A quiet source is held against the whole log at the idle time, and then ever more seldom up to this. */
const mostProveMs = 480_000;
/** So long a new connection's first text is waited for before the plain log is read instead. */
const firstTextMs = 250;
/** So long more text of a replay is waited for before its place is looked for. */
const moreTextMs = 100;
/** Milliseconds between two status reads caused by doubtful messages. */
const doubtMs = 1_000;
/** Between two readings of the plain log that shall tell the place of a live source's text. */
const leastLookMs = 1_000;
const mostLookMs = 5_000;
/** Looks that cost much of the log again come no more often than this allows. */
const rereadUnitsPerMs = 4_096;
/** After this many comparisons with the plain log, a message that it does not contain is a heartbeat. */
const mostUnsureLooks = 3;

/** The most messages in a row that may be text it holds before it knows the source's position. */
const mostHeldMaybes = 1_000;
/** The most kinds whose misses it counts. */
const mostMisses = 256;
/** The kind of empty frames. */
const emptyKind = "empty";

/** What the server may say of the plain log when the source has said its last word already; a limit or a reset stands. */
const isOfServer = (error: JobwireError): boolean => error._tag !== "StreamLimitExceeded" && error._tag !== "LogReset";

/** What a live source is followed with. */
export interface LiveOptions {
  /** The log file can be read beside it. */
  readonly fileIsThere: boolean;
  /** Told when the text is up to date as far as the source can tell. */
  readonly live: Effect.Effect<void>;
  /** Told when the first new text came, after so much of the log was read again. */
  readonly resumed: (reread: number) => Effect.Effect<void>;
}

/** Where following came to: on to the next message, or why the source was left. */
type Step = Omit<LiveReading, "news"> | undefined;

const complete = { left: "complete" as const, detail: "the server says that the log is complete" };

/**
 * Follows the job's log by one live connection: drops the replay of what was received, gives the rest out, and watches for the
 * things that a live source does not tell: that the job ended, that the connection is dead, and that its text has become ambiguous.
 */
class LiveReader {
  readonly #context: TailContext;
  readonly #options: LiveOptions;
  readonly #placement: Placement;
  readonly #unsure: UnsureText;
  #unsureLooks = 0;
  /** Empty frames that seem to be heartbeats; one before text may still be an empty line. */
  #emptyFrames = 0;
  /** Kinds of the messages among the held text that may be heartbeats. */
  readonly #heldKinds = new Set<string>();
  /** Dropped text that the plain log still has to provide. */
  #droppedText = false;
  #news = false;
  #announced = false;
  /** Text arrived since the last status check, new or not. */
  #receivedText = false;
  #filled = false;
  #endsLine = false;
  #lookMs = leastLookMs;
  #lookAt = 0;
  #lookedAt = 0;
  #checkStatusAt = 0;
  #statusReadAt = Number.NEGATIVE_INFINITY;
  #quietSince = 0;
  #checkAfterMs = 0;
  #proveAfterMs = 0;
  #proveAt = 0;
  #anchorAgainAt: number;
  #unansweredSince: number | undefined;

  constructor(context: TailContext, options: LiveOptions) {
    this.#context = context;
    this.#options = options;
    this.#placement = new Placement(context);
    this.#unsure = new UnsureText(context.kinds);
    this.#anchorAgainAt = context.cursor.anchor.units + context.settings.tuning.heldBytes;
  }

  run(source: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>): Effect.Effect<LiveReading, JobwireError> {
    return Effect.scoped(
      Effect.gen({ self: this }, function* () {
        const opened = yield* Effect.result(source);
        const left =
          opened._tag === "Failure"
            ? { left: "failed" as const, detail: opened.failure.message, error: opened.failure }
            : yield* this.#follow(opened.success);
        return { ...left, news: this.#news };
      }),
    );
  }

  #follow({ pull: next }: LiveAnswer): Effect.Effect<NonNullable<Step>, JobwireError, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      const opened = yield* monotonicMs;
      this.#restartClocks(opened);
      this.#lookAt = opened + firstTextMs;
      // The pull is a fiber of its own: an adapter's pull that is given up would take its frames along.
      let pull: Fiber.Fiber<LiveMessage, JobwireError> | undefined;
      for (;;) {
        const now = yield* monotonicMs;
        // Whatever else arrives: heartbeats and known text say nothing about the job.
        if (now >= this.#checkStatusAt) {
          const left = yield* this.#quiet();
          if (left !== undefined) return left;
          continue;
        }
        const looks = this.#mustLook();
        if (looks && now >= this.#lookAt) {
          const left = yield* this.#look();
          if (left !== undefined) return left;
          continue;
        }
        // Whole milliseconds, as timers are: less would be slept in no time, again and again.
        const waitMs = Math.max(0, Math.ceil(Math.min(this.#checkStatusAt, looks ? this.#lookAt : Infinity) - now));
        // What cannot be held waits in the connection, which then stops reading.
        if (pull === undefined && !this.#placement.full && !this.#unsure.full) pull = yield* Effect.forkScoped(next);
        const pulled =
          pull === undefined
            ? yield* Effect.as(Effect.sleep(waitMs), Option.none())
            : yield* Effect.timeoutOption(Effect.result(Fiber.join(pull)), waitMs);
        if (Option.isNone(pulled)) continue;
        pull = undefined;
        const message = pulled.value;
        const left =
          message._tag === "Failure"
            ? { left: "failed" as const, detail: message.failure.message, error: message.failure }
            : yield* this.#take(message.success);
        if (left === undefined) continue;
        // Lines that came and found no place are in the plain log; they go before what the source said last.
        const waits = this.#placement.holds || this.#unsure.holds || this.#droppedText;
        if (waits && left.left !== "complete") yield* this.#lastLook();
        return left;
      }
    });
  }

  /** True when it must read the plain log: to find the position or the meaning of held text, or because a new connection is silent. */
  #mustLook(): boolean {
    if (this.#placement.session !== undefined) return this.#unsure.holds;
    return this.#placement.holds || !this.#filled;
  }

  /** Reads the plain log beside the connection, for missing lines and for the position or the meaning of held text. */
  #look(): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const { session } = this.#placement;
      const finder = this.#placement.finder();
      const after = session && this.#unsure.holds ? new TextAfter(session.at, this.#unsure.units) : undefined;
      const seen = finder ?? after;
      const read = yield* Effect.result(readPlain(this.#context, false, seen && ((text) => seen.push(text))));
      if (read._tag === "Failure") {
        if (!isPassing(read.failure)) return yield* Effect.fail(read.failure);
        return { left: "failed" as const, detail: read.failure.message, error: read.failure };
      }
      const { news, reread } = read.success;
      if (news) yield* this.#newText(reread);
      this.#filled = true;
      this.#droppedText = false;
      yield* this.#context.release();
      this.#lookedAt = yield* monotonicMs;
      this.#lookAt = this.#lookedAt + this.#lookMs + reread / rereadUnitsPerMs;
      this.#lookMs = Math.min(mostLookMs, this.#lookMs * 1.5);
      if (after !== undefined) return yield* this.#decideUnsure(after.text);
      const held = finder && this.#placement.decide(finder);
      if (held !== undefined) {
        this.#lookMs = leastLookMs;
        for (const kind of this.#heldKinds) learnKind(this.#context.kinds, kind, "text");
        this.#heldKinds.clear();
        yield* this.#text([held]);
      } else if (this.#placement.full) {
        // A connection that is opened where the tail stands now has fewer places to begin at.
        return { left: "ambiguous" as const, detail: "the log repeats itself" };
      } else if (this.#heldKinds.size > 0 && finder?.places.length === 0) this.#notFound();
      return undefined;
    });
  }

  /** Decides by the text that the plain log has at the position of the held messages. */
  #decideUnsure(log: string): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      this.#unsureLooks++;
      const text = this.#unsure.decide(log, this.#unsureLooks >= mostUnsureLooks);
      if (!this.#unsure.holds) this.#unsureLooks = 0;
      if (text === undefined) return this.#dropPlacement();
      return text === "" ? undefined : yield* this.#text([text]);
    });
  }

  /** Forgets the position of the connection's text; the plain log shows it again. */
  #dropPlacement(): undefined {
    this.#droppedText ||= this.#placement.holds || this.#unsure.holds;
    this.#placement.lose();
    this.#heldKinds.clear();
    this.#unsure.clear();
    this.#unsureLooks = 0;
    this.#filled = false;
    return undefined;
  }

  /** As {@link LiveReader.#look}, when the source has said its last word: what a server says of the plain log does not undo that. */
  #lastLook(): Effect.Effect<Step, JobwireError> {
    return Effect.catchIf(this.#look(), isOfServer, () => Effect.undefined);
  }

  #take(message: LiveMessage): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if ("closed" in message) return { left: "closed" as const, detail: message.closed };
      // Not with lines that have no place in the log: such a source is not understood, and this may be a line of the job's own.
      if ("complete" in message && !this.#placement.holds) return complete;
      const now = yield* monotonicMs;
      if ("doubtful" in message || "complete" in message) {
        const left = yield* this.#doubt(now);
        if (left !== undefined) return left;
        if ("complete" in message) {
          // It may have come before the plain log was read for the place of the last lines.
          const looked = yield* this.#lastLook();
          if (!this.#placement.holds) return complete;
          if (looked !== undefined && looked.left !== "failed") return looked;
        }
        this.#dropPlacement();
        this.#lookAt = Math.max(now, this.#lookedAt + leastLookMs);
        return undefined;
      }
      if ("maybe" in message) return yield* this.#maybe(message, now);
      const frames = message.frames.filter((frame) => frame.length > 0);
      if (frames.length === 0) return undefined;
      this.#receivedText = true;
      if (this.#placement.session !== undefined) {
        if (!this.#unsure.holds && this.#emptyFrames === 0) return yield* this.#text(frames);
        this.#unsure.add("\n", emptyKind, this.#emptyFrames);
        this.#unsure.add(frames.join(""));
        this.#emptyFrames = 0;
        this.#lookAt = Math.max(this.#lookAt, now);
        return undefined;
      }
      this.#hold(frames.join(""), now);
      return undefined;
    });
  }

  /** A message that may be log text or a heartbeat: the plain log decides once for each kind. */
  #maybe(
    { maybe, kind, count }: Extract<LiveMessage, { readonly maybe: string }>,
    now: number,
  ): Effect.Effect<Step, JobwireError> {
    return Effect.suspend(() => {
      const { kinds } = this.#context;
      const meaning = kinds.get(kind);
      if (meaning === "text") return this.#take({ frames: [maybe.repeat(count)] });
      if (meaning === "life" && kind !== emptyKind) return Effect.undefined;
      if (this.#placement.session === undefined) {
        // The log contains it together with the lines around it, or not at all; an empty line alone shows no position.
        if (kind === emptyKind && !this.#placement.holds) this.#placement.lose();
        else {
          this.#heldKinds.add(kind);
          this.#hold(maybe.repeat(Math.min(count, mostHeldMaybes)), now);
        }
      } else if (meaning === undefined) {
        this.#unsure.add(maybe, kind, count);
        this.#lookAt = Math.max(now, this.#lookAt);
      } else this.#emptyFrames += count;
      return Effect.undefined;
    });
  }

  /** Holds text until its position is known. */
  #hold(text: string, now: number): void {
    const first = !this.#placement.holds;
    this.#placement.hold(text);
    if (!this.#filled && this.#placement.enough) this.#lookAt = now;
    else if (first) this.#lookAt = Math.max(this.#filled ? this.#lookAt : 0, now + moreTextMs);
  }

  /** The log does not contain the held text, part of which may be heartbeats. */
  #notFound(): undefined {
    const { kinds, misses } = this.#context;
    const [only, other] = this.#heldKinds;
    if (only !== undefined && other === undefined && only !== emptyKind) {
      const missed = (misses.get(only) ?? 0) + 1;
      if (missed >= mostUnsureLooks) learnKind(kinds, only, "life");
      else if (misses.size < mostMisses || misses.has(only)) misses.set(only, missed);
    }
    return this.#dropPlacement();
  }

  /** The source may have reported the end: reads the job's status, at most once a second. */
  #doubt(now: number): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (now - this.#statusReadAt < doubtMs) {
        this.#checkStatusAt = Math.min(this.#checkStatusAt, this.#statusReadAt + doubtMs);
        return undefined;
      }
      const job = yield* Effect.result(this.#context.readJob);
      this.#statusReadAt = yield* monotonicMs;
      return job._tag === "Success" && job.success.terminal
        ? { left: "terminal" as const, detail: job.success.status }
        : undefined;
    });
  }

  /** Gives out what is new of text whose place is known. */
  #text(frames: ReadonlyArray<string>): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { session } = this.#placement;
      if (session === undefined) return undefined;
      if (context.backend.replay === "unknown") {
        const taken = yield* Effect.result(context.take(session, frames.join("")));
        if (taken._tag === "Success") {
          if (taken.success) yield* this.#newText(session.skipped);
          return undefined;
        }
        if (taken.failure._tag !== "LogReset") return yield* Effect.fail(taken.failure);
        // It began elsewhere this time: the plain log tells where.
        context.replays = undefined;
        return { left: "ambiguous" as const, detail: taken.failure.message };
      }
      for (const frame of frames) {
        // Ray's socket shows `\r`, a pause, `\n` as two newlines, the file and a replay as one. Which it was cannot be seen
        // here, so the file is asked; without a file a replay tells: what comes again at the same place is there.
        // The file may have given some newlines of the frame already: test "when the file was read on in the pause".
        const doubtful = this.#endsLine && session.showsNewline(frame) && !context.isDoubted();
        this.#endsLine = frame.endsWith("\n");
        if (doubtful) {
          const read = this.#options.fileIsThere ? yield* readBeside(context) : undefined;
          if (read?.news === true) this.#news = true;
          if (read?.ended === true && session.passOver(frame)) continue;
          context.doubt();
          return { left: "ambiguous" as const, detail: "a line break may be half of an earlier one" };
        }
        yield* context.countMessage();
        if (yield* context.take(session, frame)) {
          yield* this.#newText(session.skipped);
          context.partBytes = undefined;
        }
      }
      if (this.#options.fileIsThere && context.cursor.received.units >= this.#anchorAgainAt) {
        // What came by socket has no known place in the file: a cut or the end would read all of it again.
        yield* readBeside(context);
        this.#anchorAgainAt = context.cursor.received.units + context.settings.tuning.heldBytes;
      }
      return undefined;
    });
  }

  /** Only new log text restarts the clocks. */
  #newText(reread: number): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      this.#restartClocks(yield* monotonicMs);
      if (this.#news) return;
      this.#news = true;
      yield* this.#options.resumed(reread);
    });
  }

  #restartClocks(now: number): void {
    const { idleMs, pollIntervalMs } = this.#context.settings;
    this.#quietSince = now;
    this.#checkStatusAt = now + pollIntervalMs;
    this.#checkAfterMs = Math.min(quietCheckMs, idleMs);
    this.#proveAfterMs = idleMs;
    this.#proveAt = now + idleMs;
    this.#unansweredSince = undefined;
  }

  /** Nothing new came for a while: asks for the job's status and, now and then, whether the log has more. */
  #quiet(): Effect.Effect<Step, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { idleMs, pollIntervalMs } = context.settings;
      if (!this.#announced && !this.#receivedText) {
        this.#announced = true;
        yield* this.#options.live;
      }
      this.#receivedText = false;
      const job = yield* Effect.result(context.readJob);
      const now = yield* monotonicMs;
      this.#statusReadAt = now;
      this.#checkStatusAt = now + pollIntervalMs;
      if (job._tag === "Success") {
        this.#unansweredSince = undefined;
        if (job.success.terminal) return { left: "terminal" as const, detail: job.success.status };
      } else {
        // What does not pass (the job is not known any more, the token was revoked) is for the machine to ask again.
        if (!isPassing(job.failure)) return { left: "terminal" as const, detail: job.failure.message };
        // Neither the source nor the server itself has a word to say: the connection is as good as dead.
        this.#unansweredSince ??= this.#quietSince;
        if (now - this.#unansweredSince >= idleMs)
          return { left: "failed" as const, detail: job.failure.message, error: job.failure };
      }
      if (now - this.#quietSince < this.#checkAfterMs) return undefined;
      const missing = this.#options.fileIsThere ? yield* this.#fileMisses(now) : yield* this.#plainMisses(now);
      return missing
        ? { left: "stalled" as const, detail: "the log has text that the source did not send" }
        : undefined;
    });
  }

  #fileMisses(now: number): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const more = yield* fileHasMore(this.#context);
      if (more === true || (more === undefined && (yield* this.#seemsLost()))) return true;
      this.#quietSince = yield* monotonicMs;
      this.#checkAfterMs = Math.min(this.#checkAfterMs * 2, this.#context.settings.idleMs);
      if (now < this.#proveAt) return false;
      // The end of a log that repeats itself looks the same when it has grown.
      const read = yield* readBeside(this.#context);
      if (read?.news === true) return true;
      yield* this.#proven();
      return false;
    });
  }

  #plainMisses(now: number): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      if (now < this.#proveAt) return false;
      const read = yield* Effect.result(readPlain(this.#context, false));
      if (read._tag === "Failure" && !isPassing(read.failure)) return yield* Effect.fail(read.failure);
      if (read._tag === "Success" ? read.success.news : yield* this.#seemsLost()) return true;
      yield* this.#proven();
      return false;
    });
  }

  /** Whether the log seems lost; the machine confirms it. */
  #seemsLost(): Effect.Effect<boolean> {
    const { lost } = this.#context.backend;
    if (lost === undefined) return Effect.succeed(false);
    return Effect.map(checkLoss(lost), (loss) => loss !== undefined);
  }

  #proven(): Effect.Effect<void> {
    return Effect.map(monotonicMs, (now) => {
      this.#proveAfterMs = Math.min(this.#proveAfterMs * 2, mostProveMs);
      this.#proveAt = now + this.#proveAfterMs;
    });
  }
}

/** Follows one live source until something else must be asked. */
export const readLive = (
  context: TailContext,
  source: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>,
  options: LiveOptions,
): Effect.Effect<LiveReading, JobwireError> => new LiveReader(context, options).run(source);
