import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import { mayPass } from "../../retry/retry-policies.ts";
import type { LiveMessage, TailBackend } from "../backend.ts";
import type { FileText } from "../run/file-text.ts";
import { isOfServer } from "../run/is-of-server.ts";
import type { JobStatus } from "../run/job-status.ts";
import type { PlainText } from "../run/plain-text.ts";
import type { Reporter } from "../run/reporter.ts";
import type { TailSettings } from "../settings.ts";
import { attempt, type TailText } from "../text/tail-text.ts";
import type { TextSession } from "../text/text-session.ts";
import type { LiveMemory } from "./live-memory.ts";
import { LiveText, type Received } from "./live-text.ts";
import { logHasMore } from "./log-has-more.ts";
import { LookClock } from "./look-clock.ts";
import { QuietClock } from "./quiet-clock.ts";

/** Why the tail left a live source. None shows anything about the job except `terminal`, read from its status, and `complete`. */
export interface Left {
  readonly left: "closed" | "terminal" | "complete" | "stalled" | "ambiguous" | "failed";
  readonly detail: string;
  readonly error?: JobwireError;
}

/** The parts that read a live connection; they belong to the tail and outlive the connection. */
export interface LiveSurroundings {
  readonly backend: TailBackend;
  readonly settings: TailSettings;
  readonly text: TailText;
  readonly job: JobStatus;
  /** The log file, when it can be read beside the connection. */
  readonly file: FileText | undefined;
  readonly plain: PlainText;
  readonly memory: LiveMemory;
  readonly reporter: Reporter;
}

type Step = Effect.Effect<Left | undefined, JobwireError>;

const complete: Left = { left: "complete", detail: "the server reports that the log is complete" };

/** Reads the messages of one live connection. */
export class LiveReader {
  readonly #with: LiveSurroundings;
  readonly #live: LiveText;
  readonly #looks: LookClock;
  readonly #quiet: QuietClock;
  #newText = false;
  /** Text arrived since the last status check, new or not. */
  #receivedText = false;
  /** The last frame ended in a newline. */
  #endsLine = false;
  /** After this much received text the tail reads the file, so that the anchor stays near. */
  #anchorAgainAt: number;

  /** @param now when the connection was opened, in milliseconds of the monotonic clock */
  constructor(surroundings: LiveSurroundings, now: number) {
    const { text, memory, settings } = surroundings;
    this.#with = surroundings;
    this.#live = new LiveText(text, memory);
    this.#looks = new LookClock(now);
    this.#quiet = new QuietClock(settings, now);
    this.#anchorAgainAt = text.cursor.anchor.units + settings.tuning.heldBytes;
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
  due(now: number): "status" | "look" | undefined {
    if (now >= this.#quiet.statusAt) return "status";
    return this.#mustLook && now >= this.#looks.lookAt ? "look" : undefined;
  }

  /** When the next check is due. */
  get nextAt(): number {
    return Math.min(this.#quiet.statusAt, this.#mustLook ? this.#looks.lookAt : Number.POSITIVE_INFINITY);
  }

  /** True when the tail must read the plain log: for held text, or because a new connection of unknown position is silent. */
  get #mustLook(): boolean {
    return this.#live.session === undefined ? this.#live.holdsUnplaced || !this.#looks.filled : this.#live.needsLook;
  }

  /** Receives the connection's next message. */
  take(message: LiveMessage): Step {
    return Effect.gen({ self: this }, function* () {
      if ("closed" in message) return { left: "closed", detail: message.closed } satisfies Left;
      // Not while it holds lines without a known position: then the message may be a line.
      if ("complete" in message && !this.#live.holdsUnplaced) return complete;
      if ("doubtful" in message || "complete" in message) return yield* this.#takeDoubtful("complete" in message);
      if ("maybe" in message) {
        const now = yield* monotonicMs;
        return yield* this.#handle(this.#live.receiveMaybe(message), now);
      }
      const { session } = this.#live;
      if (session !== undefined && this.#with.backend.replay === "always")
        return yield* this.#takeFrames(session, message.frames);
      const text = message.frames.join("");
      if (text.length === 0) return undefined;
      this.#receivedText = true;
      return yield* this.#handle(this.#live.receive(text), yield* monotonicMs);
    });
  }

  #handle(received: Received, now: number): Step {
    if (received.type === "text") {
      this.#receivedText = true;
      return this.#takeText(received.text);
    }
    if (received.type === "held") this.#looks.held(now, { first: received.first, enough: this.#live.enough });
    return Effect.undefined;
  }

  /** The source may have reported the end: reads the job's status, at most once a second. */
  #takeDoubtful(isComplete: boolean): Step {
    return Effect.gen({ self: this }, function* () {
      const now = yield* monotonicMs;
      if (this.#quiet.mayAskNow(now)) {
        const job = yield* Effect.result(this.#with.job.read());
        this.#quiet.asked(yield* monotonicMs);
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
  #takeText(piece: string): Step {
    return Effect.gen({ self: this }, function* () {
      const { text, memory } = this.#with;
      const { session } = this.#live;
      if (session === undefined) return undefined;
      const taken = yield* Effect.result(text.take(session, piece));
      if (taken._tag === "Success") {
        if (taken.success) yield* this.#noteNewText(session.skipped);
        return undefined;
      }
      if (taken.failure._tag !== "LogReset") return yield* Effect.fail(taken.failure);
      // This connection began elsewhere: the plain log shows where.
      memory.noteReplay(undefined);
      return { left: "ambiguous", detail: taken.failure.message } satisfies Left;
    });
  }

  /** Reads frames of a source that always begins with the log's first character. */
  #takeFrames(session: TextSession, frames: ReadonlyArray<string>): Step {
    return Effect.gen({ self: this }, function* () {
      const { text, memory, file, settings } = this.#with;
      for (let at = 0; ; at++) {
        const added = { newText: false };
        const stopped = attempt(() => this.#addFrames(session, frames, at, added));
        yield* text.emit();
        if (added.newText) yield* this.#noteNewText(session.skipped);
        if (typeof stopped !== "number") return yield* stopped;
        at = stopped;
        const frame = frames[at];
        if (frame === undefined) break;
        // Ray's socket shows `\r`, a pause, `\n` as two newlines, the file and a replay as one. The frame does not show which it was,
        // so the tail reads the file; without a file, a replay shows it: a newline that returns at the same position exists.
        // The file may have returned some newlines of the frame already: test "when the tail read the file in the pause".
        const read = yield* file?.readBeside() ?? Effect.undefined;
        if (read?.newText === true) yield* this.#noteNewText(session.skipped);
        if (read?.ended === true && session.passOver(frame, text.cursor)) continue;
        // With a file, the tail may just have read on to a `\r` whose `\n` is still missing: test "when the file is not available then".
        if (file === undefined) memory.doubt(text.cursor.received);
        return { left: "ambiguous", detail: "a line break may be half of an earlier one" } satisfies Left;
      }
      if (file !== undefined && text.cursor.received.units >= this.#anchorAgainAt) {
        // Text from the socket has no known position in the file: after a cut, or at the end, the tail would read all of it again.
        const read = yield* file.readBeside();
        if (read?.newText === true) yield* this.#noteNewText(session.skipped);
        this.#anchorAgainAt = text.cursor.received.units + settings.tuning.heldBytes;
      }
      return undefined;
    });
  }

  /**
   * Adds frames from this index on. Returns the index of the first one that begins with a doubtful newline, or the number of frames.
   * `added` shows whether any text was new, also when this throws.
   */
  #addFrames(session: TextSession, frames: ReadonlyArray<string>, from: number, added: { newText: boolean }): number {
    const { text, memory, file } = this.#with;
    for (let at = from; at < frames.length; at++) {
      const frame = frames[at];
      if (frame === undefined || frame.length === 0) continue;
      this.#receivedText = true;
      // Without a file, a newline that was doubted at this position before exists when a replay shows it again. With a file, the file
      // is asked each time: new text may begin at the same position as the doubted one.
      const isKnown = file === undefined && memory.isDoubted(text.cursor.received);
      const doubtful = this.#endsLine && session.showsNewline(frame) && !isKnown;
      this.#endsLine = frame.endsWith("\n");
      if (doubtful) return at;
      const exceeded = text.countMessage();
      if (exceeded !== undefined) throw exceeded;
      if (text.add(session, frame)) added.newText = true;
    }
    return frames.length;
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
      if (newText) yield* this.#noteNewText(rereadUnits);
      this.#live.looked();
      yield* text.release();
      this.#looks.looked(yield* monotonicMs, rereadUnits);
      if (watch === undefined) return undefined;
      const decided = this.#live.decide(watch);
      if (decided.type === "dropped") this.#looks.dropped();
      if (decided.type === "ambiguous") return { left: "ambiguous", detail: "the log repeats itself" } satisfies Left;
      if (decided.type !== "text") return undefined;
      if (watch.for === "position") this.#looks.found();
      return yield* this.#takeText(decided.text);
    });
  }

  /** Like {@link LiveReader.look}, after the source's last report: a failure of the plain log does not undo that report. */
  lastLook(): Step {
    return Effect.map(this.look(), (left) => (left?.left === "failed" ? undefined : left));
  }

  /** Nothing new arrived for a while: reads the job's status and, now and then, checks whether the log has more. */
  readStatus(): Step {
    return Effect.gen({ self: this }, function* () {
      if (!this.#receivedText) yield* this.#with.reporter.live();
      this.#receivedText = false;
      const began = yield* monotonicMs;
      const job = yield* Effect.result(this.#with.job.read());
      const now = yield* monotonicMs;
      if (job._tag === "Success") {
        this.#quiet.statusRead(now, now - began);
        if (job.success.terminal) return { left: "terminal", detail: job.success.status } satisfies Left;
      } else {
        const error = job.failure;
        // A lasting failure (the job is unknown, the token was revoked): the tail itself reads the status again and decides.
        if (!mayPass("tail", error)) return { left: "terminal", detail: error.message } satisfies Left;
        if (this.#quiet.statusFailed(now)) return { left: "failed", detail: error.message, error } satisfies Left;
      }
      if (!this.#quiet.checkIsDue(now)) return undefined;
      return (yield* logHasMore(this.#with, this.#quiet, now))
        ? ({ left: "stalled", detail: "the log has text that the source did not send" } satisfies Left)
        : undefined;
    });
  }

  /** Only new log text restarts the clocks. */
  #noteNewText(rereadUnits: number): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      this.#quiet.newText(yield* monotonicMs);
      this.#newText = true;
      yield* this.#with.reporter.resumed(rereadUnits);
    });
  }
}
