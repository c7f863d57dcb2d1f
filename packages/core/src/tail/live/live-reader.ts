// Longer than most files: one connection's messages, clocks and checks decide together, over the same state.
import * as Effect from "effect/Effect";
import { isJobwireError, type JobwireError } from "../../errors.ts";
import { mayPass } from "../../retry/retry-policies.ts";
import type { LiveMessage } from "../backend.ts";
import { isOfServer } from "../run/is-of-server.ts";
import { FramePieces } from "../text/frame-pieces.ts";
import { attempt } from "../text/tail-text.ts";
import type { TextSession } from "../text/text-session.ts";
import { AnchorClock } from "./anchor-clock.ts";
import type { Left } from "./left.ts";
import type { LiveSurroundings } from "./live-surroundings.ts";
import { LiveText, type Received } from "./live-text.ts";
import { logHasMore } from "./log-has-more.ts";
import { LookClock } from "./look-clock.ts";
import { QuietClock } from "./quiet-clock.ts";
import { SilenceClock } from "./silence-clock.ts";

type Step = Effect.Effect<Left | undefined, JobwireError>;

const complete: Left = { left: "complete", detail: "the server reports that the log is complete" };

/** Reads the messages of one live connection. */
export class LiveReader {
  readonly #with: LiveSurroundings;
  readonly #live: LiveText;
  readonly #looks: LookClock;
  readonly #quiet: QuietClock;
  readonly #silence = new SilenceClock();
  #newText = false;
  /** Text arrived since the last status check, new or not. */
  #receivedText = false;
  /** The last frame ended in a newline. */
  #endsLine = false;
  readonly #anchors: AnchorClock;
  readonly #now: () => number;
  /** The message that is being read. */
  #pieces = new FramePieces({ frames: [] }, false);
  /** The file was not read after this message yet: once for each message is enough. */
  #mayAnchor = false;

  /** @param now the milliseconds of the monotonic clock; the connection was opened now */
  constructor(surroundings: LiveSurroundings, now: () => number) {
    const { text, memory, settings } = surroundings;
    this.#with = surroundings;
    this.#now = now;
    this.#live = new LiveText(text, memory);
    this.#looks = new LookClock(now(), { knowsText: text.lineEnd.units > 0, notBefore: memory.lookFrom });
    this.#quiet = new QuietClock(settings, now());
    this.#anchors = new AnchorClock(settings.tuning, now());
  }

  /** The tail received new text. */
  get newText(): boolean {
    return this.#newText;
  }

  /** It can hold no more. */
  get full(): boolean {
    return this.#live.full;
  }

  /** The plain log has text that is still missing. */
  get waits(): boolean {
    return this.#live.waits;
  }

  /** The check that is due now, if any. */
  due(now: number): "status" | "look" | "live" | undefined {
    if (now >= this.#quiet.statusAt) return "status";
    // Not live while text is held whose position is unknown.
    if (this.#mustLook) return now >= this.#looks.lookAt ? "look" : undefined;
    return now >= this.#silence.at ? "live" : undefined;
  }

  /** Does what is due. */
  check(due: NonNullable<ReturnType<LiveReader["due"]>>): Step {
    if (due === "status") return this.readStatus();
    return due === "look" ? this.look() : this.#reportLive();
  }

  /** When the next check is due. */
  get nextAt(): number {
    return Math.min(this.#quiet.statusAt, this.#mustLook ? this.#looks.lookAt : this.#silence.at);
  }

  /** True when the tail must read the plain log: for held text, or because a new connection of unknown position is silent. */
  get #mustLook(): boolean {
    return this.#live.session === undefined ? this.#live.holdsUnplaced || !this.#looks.filled : this.#live.needsLook;
  }

  /** Receives the connection's next message; returns what is left to do, if anything. */
  take(message: LiveMessage): Step | undefined {
    if ("frames" in message || "encoded" in message) {
      const { text, reporter } = this.#with;
      if (!reporter.isLive) this.#silence.text(this.#now());
      this.#pieces = new FramePieces(message, text.countsMessages, text.pieceLength);
      this.#mayAnchor = true;
      return this.#readPieces();
    }
    return Effect.gen({ self: this }, function* () {
      if ("closed" in message) return { left: "closed", detail: message.closed } satisfies Left;
      // Not while it holds lines without a known position: then the message may be a line.
      if ("complete" in message && !this.#live.holdsUnplaced) return complete;
      if ("doubtful" in message || "complete" in message) return yield* this.#takeDoubtful("complete" in message);
      return yield* this.#handle(this.#live.receiveMaybe(message)) ?? Effect.undefined;
    });
  }

  /**
   * Reads the pieces of a message. No generator: one that waits for the consumer is moved to V8's old space and keeps its pieces
   * there, which took a quarter of a fast tail's time.
   */
  #readPieces(): Step | undefined {
    const step = this.#readUntilStep();
    return step && Effect.flatMap(step, this.#readOn);
  }

  readonly #readOn = (left: Left | undefined): Step =>
    left === undefined ? (this.#readPieces() ?? Effect.undefined) : Effect.succeed(left);

  /** Reads pieces at once until there is something to wait for; undefined when all are read. */
  #readUntilStep(): Step | undefined {
    for (;;) {
      const piece = this.#pieces.next();
      if (piece === undefined) break;
      const { session } = this.#live;
      this.#receivedText = true;
      const step =
        session !== undefined && this.#with.backend.replay === "always"
          ? this.#takeKnown(session, piece)
          : this.#handle(this.#live.receive(piece));
      if (step !== undefined) return step;
    }
    if (!this.#mayAnchor) return undefined;
    this.#mayAnchor = false;
    return this.#anchorIfDue();
  }

  #handle(received: Received): Step | undefined {
    if (received.type === "text") {
      this.#receivedText = true;
      return this.#takeText(received.text);
    }
    const { ready } = this.#live;
    if (received.type === "held") this.#looks.held(this.#now(), { first: received.first, ready });
    else if (received.type === "unsure" && ready) this.#looks.held(this.#now(), { first: false, ready });
    return undefined;
  }

  /** The source may have reported the end: reads the job's status, at most once a second. */
  #takeDoubtful(isComplete: boolean): Step {
    return Effect.gen({ self: this }, function* () {
      const now = this.#now();
      if (this.#quiet.mayAskNow(now)) {
        const job = yield* Effect.result(this.#with.job.read());
        this.#quiet.asked(this.#now());
        if (job._tag === "Success" && job.success.terminal)
          return { left: "terminal", detail: job.success.status } satisfies Left;
      }
      if (isComplete) {
        // It may have arrived before the tail read the plain log for the position of the last lines.
        const looked = yield* this.lastLook();
        if (!this.#live.holdsUnplaced) return complete;
        if (looked !== undefined) return looked;
      }
      this.#live.drop();
      this.#looks.dropped(now);
      return undefined;
    });
  }

  /** Reads text whose position is known, of a source that may begin elsewhere at each connection. */
  #takeText(piece: string): Step | undefined {
    const { text, memory } = this.#with;
    const { session } = this.#live;
    if (session === undefined) return undefined;
    try {
      return this.#emitted(session, text.add(session, piece));
    } catch (error) {
      if (!isJobwireError(error)) throw error;
      if (error._tag !== "LogReset") return Effect.fail(error);
      // This connection began elsewhere: the plain log shows where.
      memory.noteReplay(undefined);
      return Effect.succeed<Left>({ left: "ambiguous", detail: error.message });
    }
  }

  /** Reads a piece of a source that always begins with the log's first character. */
  #takeKnown(session: TextSession, piece: string): Step | undefined {
    const { text, memory, file } = this.#with;
    // Without a file, a newline that was doubted at this position before exists when a replay shows it again. With a file, the file
    // is asked each time: new text may begin at the same position as the doubted one.
    const isKnown = file === undefined && memory.isDoubted(text.cursor.received);
    const doubtful = this.#endsLine && session.showsNewline(piece) && !isKnown;
    this.#endsLine = piece.endsWith("\n");
    if (doubtful) return this.#decideNewline(session, piece);
    const added = attempt(() => text.addMessage(session, piece));
    return typeof added === "boolean" ? this.#emitted(session, added) : added;
  }

  /** Emits the lines that were added. */
  #emitted(session: TextSession, isNew: boolean): Step | undefined {
    if (!isNew) return undefined;
    const waiting = this.#with.text.emitNow();
    if (waiting !== undefined) {
      // After the wait: while the consumer makes the source wait, the source is not quiet.
      return Effect.flatMap(waiting, () => Effect.as(this.#noteNewText(session.skipped) ?? Effect.void, undefined));
    }
    const left = this.#noteNewText(session.skipped);
    return left === undefined ? undefined : Effect.as(left, undefined);
  }

  /**
   * The piece begins with a newline that may be half of an earlier line break. Ray's socket shows `\r`, a pause, `\n` as two newlines,
   * the file and a replay as one. The frame does not show which it was, so the tail reads the file; without a file, a replay shows it:
   * a newline that returns at the same position exists. The file may have returned some newlines of the frame already: test "when the
   * tail read the file in the pause".
   */
  #decideNewline(session: TextSession, piece: string): Step {
    return Effect.gen({ self: this }, function* () {
      const { text, memory, file } = this.#with;
      const read = yield* file?.readBeside() ?? Effect.undefined;
      if (read?.newText === true) yield* this.#noteNewText(session.skipped) ?? Effect.void;
      if (read?.ended === true && session.passOver(piece, text.cursor)) return undefined;
      // With a file, the tail may just have read on to a `\r` whose `\n` is still missing: test "when the file is not available then".
      if (file === undefined) memory.doubt(text.cursor.received);
      return { left: "ambiguous", detail: "a line break may be half of an earlier one" } satisfies Left;
    });
  }

  /** Reads the file beside the connection: text from the socket has no known position in it, and after a cut the tail would read all of it again. */
  #anchorIfDue(quiet = false): Step | undefined {
    const { file, text } = this.#with;
    const { session } = this.#live;
    if (file === undefined || session === undefined) return undefined;
    if (!this.#anchors.isDue(this.#now(), text.cursor, quiet)) return undefined;
    const began = this.#now();
    return Effect.flatMap(file.readBeside(), (read) => {
      this.#anchors.read(began, this.#now());
      const noted = read?.newText === true ? this.#noteNewText(session.skipped) : undefined;
      return noted === undefined ? Effect.undefined : Effect.as(noted, undefined);
    });
  }

  /** Reads the plain log beside the connection, for missing lines and for the position or the meaning of held text. */
  look(): Step {
    return Effect.gen({ self: this }, function* () {
      const { plain, text } = this.#with;
      const watch = this.#live.watch();
      const watching = watch === undefined ? undefined : watch.for === "position" ? watch.finder : watch.after;
      const read = yield* Effect.result(
        plain.read(false, { watch: watching === undefined ? undefined : (log) => watching.push(log) }),
      );
      if (read._tag === "Failure") {
        if (!isOfServer(read.failure)) return yield* Effect.fail(read.failure);
        return { left: "failed", detail: read.failure.message, error: read.failure } satisfies Left;
      }
      const { newText, rereadUnits } = read.success;
      if (newText) yield* this.#noteNewText(rereadUnits) ?? Effect.void;
      this.#live.looked();
      yield* text.release();
      this.#looks.looked(this.#now(), rereadUnits);
      if (watch === undefined) return undefined;
      const decided = this.#live.decide(watch);
      if (decided.type === "dropped") this.#looks.dropped();
      if (decided.type === "ambiguous") {
        this.#with.memory.noteRepetition(this.#looks.lookAt);
        return { left: "ambiguous", detail: "the log repeats itself" } satisfies Left;
      }
      if (decided.type !== "text") return undefined;
      if (watch.for === "position") this.#looks.found();
      return yield* this.#takeText(decided.text) ?? Effect.undefined;
    });
  }

  /** Like {@link LiveReader.look}, after the source's last report: a failure of the plain log does not undo that report. */
  lastLook(): Step {
    return Effect.map(this.look(), (left) => (left?.left === "failed" ? undefined : left));
  }

  /** The source sent text and then nothing for a moment. */
  #reportLive(): Step {
    this.#silence.noted();
    return Effect.as(this.#with.reporter.live(), undefined);
  }

  /** Nothing new arrived for a while: reads the job's status and, now and then, checks whether the log has more. */
  readStatus(): Step {
    return Effect.gen({ self: this }, function* () {
      if (!this.#receivedText) yield* this.#with.reporter.live();
      this.#receivedText = false;
      const began = this.#now();
      const job = yield* Effect.result(this.#with.job.read());
      const now = this.#now();
      if (job._tag === "Success") {
        this.#quiet.statusRead(now, now - began);
        if (job.success.terminal) return { left: "terminal", detail: job.success.status } satisfies Left;
      } else {
        const error = job.failure;
        // A lasting failure (the job is unknown, the token was revoked): the tail itself reads the status again and decides.
        if (!mayPass("tail", error)) return { left: "terminal", detail: error.message } satisfies Left;
        if (this.#quiet.statusFailed(now)) return { left: "failed", detail: error.message, error } satisfies Left;
      }
      const anchored = yield* this.#anchorIfDue(true) ?? Effect.undefined;
      if (anchored !== undefined || !this.#quiet.checkIsDue(now)) return anchored;
      return (yield* logHasMore(this.#with, this.#quiet, now))
        ? ({ left: "stalled", detail: "the log has text that the source did not send" } satisfies Left)
        : undefined;
    });
  }

  /** Only new log text restarts the clocks. Returns what is left to report. */
  #noteNewText(rereadUnits: number): Effect.Effect<void> | undefined {
    this.#quiet.newText(this.#now());
    this.#newText = true;
    return this.#with.reporter.resumed(rereadUnits);
  }
}
