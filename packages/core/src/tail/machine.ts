// Longer than most files here: it is all there is of the decisions of a tail, and they are only understood together.
import { Effect } from "effect";
import { JobLost, type JobwireError, type NotFound, Timeout } from "../errors.ts";
import { monotonicMs } from "../monotonic.ts";
import { PendingReports } from "../poll/pending.ts";
import type { TailBackend, TailJob } from "./backend.ts";
import { readFile } from "./file-reader.ts";
import { checkLoss, failWhenLost, isProvenEmpty, unprovenLog } from "./lost-log.ts";
import type { TailSourceName } from "./options.ts";
import { isPassing, Riding } from "./riding.ts";
import type { TailContext } from "./tail-context.ts";
import { readLive } from "./live-reader.ts";
import { readPlain, readPlainToEnd } from "./plain-reader.ts";

/** A live source that was opened this often without anything new is not opened again. */
const mostStrikes = 2;
const leastLookMs = 1_000;
const mostLookMs = 5_000;
const mostGoneMs = 30_000;
/** Milliseconds between two checks whether the job's node is dead, while the log file is unavailable. */
const lossCheckMs = 5_000;
/** The longest wait for the plain log of a job whose node seems dead. */
const deadNodeMs = 10_000;
/** Without `follow`, the tail reads an unproven empty log this many times. */
const mostUnproven = 3;
/** Where each look costs much of the log again (a last line without end, a log that repeats itself), looks cost no more than this. */
const rereadBytesPerMs = 4_096;
const mostRestMs = 60_000;

/** A source that follows the log. */
type LiveSource = Extract<TailSourceName, "websocket" | "stream">;

/**
 * One tail: reads the job's status and its sources in turn until the end is proven. The sources only bring text; whatever ends or
 * cuts them, the way on is the same: read the status, read the file on from where the tail stands, go live again.
 */
export class TailMachine {
  readonly #context: TailContext;
  readonly #job: Riding;
  readonly #file: Riding;
  readonly #pending = new PendingReports();
  #final = false;
  #seen = false;
  #live = false;
  #resuming = false;
  readonly #strikes: Record<LiveSource, number> = { websocket: 0, stream: 0 };
  /** A live source said that the log is complete. */
  #complete = false;
  /** A live source was left because it ended, without such a word. */
  #endedAlone = false;
  #lossCheckAt = 0;
  #looksLost = false;
  #unproven = 0;
  #lookMs = leastLookMs;
  /** Until then the file is not looked at again, only the job's status. */
  #restUntil = 0;
  /** How much replay a socket may cost; a link that cuts lowers it. */
  #socketUnits: number;
  #source: TailSourceName | undefined;

  constructor(context: TailContext) {
    this.#context = context;
    this.#socketUnits = context.settings.tuning.socketUnits;
    this.#job = new Riding(context, "job");
    this.#file = new Riding(context, context.backend.file === undefined ? "plain" : "file");
  }

  /** Runs to the proven end. */
  run(): Effect.Effect<void, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { settings, backend } = context;
      const byFile = backend.file !== undefined;
      let job = yield* this.#readJob();
      if (byFile && settings.tail !== undefined && job.terminal && settings.tail > 0) context.restart(settings.tail);
      for (;;) {
        const over = job.terminal || this.#complete;
        if (over !== this.#final) {
          // A status that was terminal and is not any more proves nothing: a flapping head, or an id that was used again.
          this.#final = over;
          context.forgetCount();
          if (!job.terminal && context.whole !== -1) context.restart();
        }
        const socketFirst = byFile && settings.protocol === "websocket" && !over && settings.follow !== false;
        const done =
          socketFirst && this.#liveSource(true) === "websocket"
            ? yield* this.#followLive("websocket", true)
            : byFile
              ? yield* this.#step(job)
              : yield* this.#liveOrPlain("");
        if (done) {
          yield* context.finish(this.#final);
          yield* context.status({
            type: "ended",
            jobStatus: job.status,
            message: job.message,
            lines: context.batcher.lines,
            ...(context.batcher.shortened === undefined ? {} : { shortened: context.batcher.shortened }),
          });
          return;
        }
        job = yield* this.#readJob();
        // The source ended without a word, and the status, which should tell why, cannot be made out.
        if (this.#endedAlone && job.unreadable !== undefined && !this.#complete)
          return yield* Effect.fail(job.unreadable);
      }
    });
  }

  /** Reads the file on (or what stands in for it), then stays live for a while. True when nothing can follow. */
  #step(job: TailJob): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { settings } = context;
      if (!this.#final && (yield* monotonicMs) < this.#restUntil) {
        yield* Effect.sleep(this.#lookMs);
        return false;
      }
      yield* this.#using("file", "");
      const before = this.#progress();
      const result = yield* Effect.result(readFile(context, this.#final));
      if (result._tag === "Failure") return yield* this.#withoutFile(result.failure, job, this.#progress() !== before);
      const { ended, news, reread } = result.success;
      this.#file.succeeded();
      if (news) this.#lookMs = leastLookMs;
      yield* this.#resumed("file", news, reread);
      if (!ended) {
        if (!news) yield* Effect.sleep(this.#lookMs);
        return false;
      }
      if (this.#final || settings.follow === false) return true;
      yield* context.release();
      yield* this.#announceLive("file");
      if (this.#liveSource(reread > settings.tuning.socketUnits) !== undefined)
        return yield* this.#followLive("websocket", true);
      this.#restUntil = (yield* monotonicMs) + Math.min(mostRestMs, reread / rereadBytesPerMs);
      yield* Effect.sleep(this.#lookMs);
      if (!news) this.#lookMs = Math.min(mostLookMs, Math.round(this.#lookMs * 1.5));
      return false;
    });
  }

  /** The file could not be read: rides out a cut; goes on by socket, then by the plain log, where it is not to be had. */
  #withoutFile(error: JobwireError, job: TailJob, gotOn: boolean): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { settings } = context;
      // The job was there a moment ago: a server, or a proxy, that has no such path is one without a log file.
      const refused = error._tag === "NotFound" || error._tag === "Forbidden" || error._tag === "RedirectRefused";
      if (!isPassing(error) && !refused) return yield* Effect.fail(error);
      if (error._tag === "NotReady" && !this.#final && (settings.follow !== false || error.reason === "no-node")) {
        if (settings.follow === false) return true;
        // It may wait for resources for hours.
        yield* Effect.sleep(this.#lookMs);
        this.#lookMs = Math.min(mostLookMs, Math.round(this.#lookMs * 1.1));
        return false;
      }
      this.#resuming = true;
      const lost = !gotOn && (yield* this.#seemsLost());
      const unavailable =
        lost ||
        refused ||
        error._tag === "RateLimited" ||
        error._tag === "ServerError" ||
        error._tag === "NotReady" ||
        error._tag === "BadResponse" ||
        // With 100 open streams Ray's state API gives no answer at all, while its jobs API goes on. Once or twice, it is the link:
        // behind one that stalls now and then the whole log in one answer would be the worst way on.
        (error._tag === "Timeout" && error.reason === "connect" && !gotOn && this.#file.attempts >= 2);
      if (!unavailable) {
        this.#socketUnits = Math.max(256 * 1024, this.#socketUnits / 4);
        yield* this.#file.failed(error, gotOn);
        return false;
      }
      if (context.whole !== -1) context.restart();
      return yield* this.#liveOrPlain(`the log file is not to be had: ${error.message}`, error, lost);
    });
  }

  /** Continues without the log file, which failed with this error if the server has one: by a live source, or by the plain log (always when the node seems dead). */
  #liveOrPlain(reason: string, error?: JobwireError, lost = false): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { settings } = context;
      const live = this.#final || settings.follow === false || lost ? undefined : this.#liveSource(true);
      if (live !== undefined) {
        yield* this.#using(live, reason);
        return yield* this.#followLive(live, false);
      }
      yield* this.#using("plain", reason);
      const judged = error === undefined && this.#final;
      const plain = yield* Effect.result(
        judged ? readPlainToEnd(context) : readPlain(context, this.#final, undefined, this.#plainLog(lost)),
      );
      if (plain._tag === "Failure") {
        const passing = isPassing(plain.failure) || (error !== undefined && plain.failure._tag === "NotFound");
        if (!passing) return yield* Effect.fail(plain.failure);
        yield* this.#failWhenLost();
        if (this.#final && plain.failure.reason === "short-log")
          yield* Effect.catchIf(
            this.#isProvenEmpty(),
            (failure) => failure._tag !== "JobLost",
            () => Effect.void,
          );
        yield* this.#file.failed(this.#final ? plain.failure : (error ?? plain.failure), false, passing);
        return false;
      }
      const { news, reread, empty } = plain.success;
      if (empty && (this.#final || settings.follow === false) && !(yield* this.#acceptEmpty())) return false;
      this.#file.succeeded();
      yield* this.#resumed("plain", news, reread);
      if (error !== undefined && !this.#final && (yield* this.#seemsLost())) yield* this.#failWhenLost();
      if (this.#final || settings.follow === false) return true;
      yield* context.release();
      if (error === undefined) yield* this.#announceLive("plain");
      this.#lookMs = news ? leastLookMs : Math.min(mostLookMs, Math.round(this.#lookMs * 1.5));
      const restMs = error === undefined ? Math.min(mostRestMs, reread / rereadBytesPerMs) : mostLookMs;
      yield* Effect.sleep(Math.max(this.#lookMs, restMs));
      return false;
    });
  }

  /** The plain log; the tail waits less long for the log of a node that seems dead. */
  #plainLog(lost: boolean): TailBackend["plain"] {
    const { plain, label } = this.#context.backend;
    if (!lost) return plain;
    const late = new Timeout({
      reason: "connect",
      message: `The log of ${label} did not arrive within ${deadNodeMs} ms.`,
    });
    return Effect.timeoutOrElse(plain, { duration: deadNodeMs, orElse: () => Effect.fail(late) });
  }

  /** Stays live on the source until something else must be asked. Never the end: a live source proves nothing but by its own word. */
  #followLive(source: LiveSource, fileIsThere: boolean): Effect.Effect<false, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const context = this.#context;
      const { backend } = context;
      const opening = source === "websocket" ? backend.socket : backend.stream;
      if (opening === undefined) return false as const;
      yield* this.#using(source, "");
      const before = context.cursor.received;
      const reading = yield* readLive(context, opening, {
        fileIsThere,
        live: this.#announceLive(source),
        resumed: (reread) => this.#resumed(source, true, reread),
      });
      this.#complete = reading.left === "complete";
      this.#endedAlone = reading.left === "closed";
      const foreseen = reading.left === "terminal" || reading.left === "ambiguous" || reading.left === "complete";
      if (reading.news) this.#strikes[source] = 0;
      else if (!foreseen) this.#strikes[source]++;
      if (reading.left === "stalled" || reading.left === "failed")
        this.#socketUnits = Math.max(256 * 1024, this.#socketUnits / 4);
      if (this.#strikes[source] >= mostStrikes) {
        const next = backend.file === undefined ? (this.#liveSource(true) ?? "plain") : "file";
        yield* this.#using(next, `the ${source} gave nothing new ${this.#strikes[source]} times (${reading.detail})`);
      }
      this.#resuming = reading.left !== "terminal";
      if (reading.error !== undefined && backend.refuses(reading.error)) return yield* Effect.fail(reading.error);
      if (reading.error !== undefined && !isPassing(reading.error)) {
        // The job was there a moment ago: this is a server, or a proxy, without this source.
        this.#strikes[source] = mostStrikes;
        return false as const;
      }
      if (!fileIsThere && !reading.news && reading.error !== undefined) yield* this.#file.failed(reading.error);
      else if (!fileIsThere && !foreseen && !reading.news && context.cursor.received === before)
        yield* Effect.sleep(leastLookMs);
      return false as const;
    });
  }

  /** What a failed reading may have got on with: text, or the search for its place. */
  #progress(): string {
    const { cursor, count, search } = this.#context;
    return [cursor.received.units, cursor.received.newlines, count.atLeast, count.atMost, search.gallop].join();
  }

  /** The live source to follow by, if any is left. */
  #liveSource(anyLength: boolean): LiveSource | undefined {
    const { backend, settings, cursor } = this.#context;
    const { protocol = "auto" } = settings;
    if (!anyLength && protocol !== "websocket" && cursor.received.units > this.#socketUnits) return undefined;
    const open = (source: LiveSource): boolean => this.#strikes[source] < mostStrikes;
    if (protocol !== "http" && backend.socket !== undefined && open("websocket")) return "websocket";
    if (protocol !== "websocket" && backend.stream !== undefined && open("stream")) return "stream";
    return undefined;
  }

  /** Reads the job's status, riding out what passes. A job that was there and is not any more is lost. */
  #readJob(): Effect.Effect<TailJob, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      let goneSince: number | undefined;
      for (;;) {
        const result = yield* Effect.result(this.#context.readJob);
        if (result._tag === "Success") {
          this.#job.succeeded();
          this.#seen = true;
          yield* this.#reportPending(result.success);
          return result.success;
        }
        const error = result.failure;
        if (error._tag === "NotFound" && this.#seen) {
          const now = yield* monotonicMs;
          goneSince ??= now;
          if (now - goneSince >= Math.min(mostGoneMs, this.#context.settings.retryForMs))
            return yield* Effect.fail(this.#lost(error));
          yield* Effect.sleep(leastLookMs);
          continue;
        }
        if (error._tag === "BadResponse" && !this.#seen) return yield* Effect.fail(error);
        yield* this.#job.failed(error);
      }
    });
  }

  /** Reports now and then why a job has not started. */
  #reportPending({ status: jobStatus, whyPending }: TailJob): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      if (whyPending === undefined) return this.#pending.reset();
      if (this.#context.settings.onStatus === undefined) return;
      const pendingMs = this.#pending.due(yield* monotonicMs);
      if (pendingMs === undefined) return;
      const reason = yield* whyPending;
      yield* this.#context.status({ type: "pending", jobStatus, pendingMs: Math.round(pendingMs), ...reason });
    });
  }

  /** Whether the log seems lost, by a check of the last seconds. A check that fails proves nothing. */
  #seemsLost(): Effect.Effect<boolean> {
    return Effect.gen({ self: this }, function* () {
      const { lost } = this.#context.backend;
      if (lost === undefined || (yield* monotonicMs) < this.#lossCheckAt) return this.#looksLost;
      this.#looksLost = (yield* checkLoss(lost)) !== undefined;
      this.#lossCheckAt = (yield* monotonicMs) + lossCheckMs;
      return this.#looksLost;
    });
  }

  /** Fails with `JobLost` when the log is lost. */
  #failWhenLost(): Effect.Effect<void, JobwireError> {
    const { backend, job } = this.#context;
    return backend.lost === undefined ? Effect.void : failWhenLost({ label: backend.label, job }, backend.lost);
  }

  #isProvenEmpty(): Effect.Effect<boolean, JobwireError> {
    const { backend, job } = this.#context;
    if (backend.emptyLog === undefined) return Effect.succeed(true);
    return isProvenEmpty({ label: backend.label, job }, backend.emptyLog);
  }

  /**
   * The last read returned an empty log: true when the server proves that the log is empty, false to read it again. Servers also
   * return an empty log when they cannot find the file.
   */
  #acceptEmpty(): Effect.Effect<boolean, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const { backend, job, settings } = this.#context;
      const proven = yield* Effect.result(this.#isProvenEmpty());
      if (proven._tag === "Success" && proven.success) return true;
      const error = proven._tag === "Failure" ? proven.failure : unprovenLog({ label: backend.label, job });
      if (settings.follow === false && error._tag === "NotReady" && ++this.#unproven >= mostUnproven)
        return yield* Effect.fail(error);
      yield* this.#file.failed(error);
      return false;
    });
  }

  #lost(error: NotFound): JobLost {
    return new JobLost({
      reason: "gone",
      statusCode: 404,
      jobStatus: this.#context.job?.status,
      exitCode: this.#context.job?.exitCode,
      jobId: this.#context.job?.jobId,
      job: this.#context.job?.job,
      cause: error,
      message: `${this.#context.backend.label} was there and is not known any more; it was deleted, or the cluster lost its state. What was read of its log stands.`,
    });
  }

  #using(source: TailSourceName, reason: string): Effect.Effect<void> {
    if (this.#source === source) return Effect.void;
    const first = this.#source === undefined;
    this.#source = source;
    if (first) return this.#context.status({ type: "connecting", source });
    return this.#context.status({
      type: "source",
      source,
      reason: reason === "" ? "to go on from where the log was read" : reason,
    });
  }

  #resumed(source: TailSourceName, news: boolean, rereadBytes: number): Effect.Effect<void> {
    if (!this.#resuming || !news) return Effect.void;
    this.#resuming = false;
    return this.#context.status({ type: "resumed", source, rereadBytes });
  }

  #announceLive(source: TailSourceName): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#live) return Effect.void;
      this.#live = true;
      return this.#context.status({ type: "live", source });
    });
  }
}
