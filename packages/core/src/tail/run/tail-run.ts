// Longer than most files: the one interpreter of all commands of a tail, a few lines for each command.
import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import { limitsRate } from "../../retry/limits-rate.ts";
import { mayPass } from "../../retry/retry-policies.ts";
import { refusesSignIn } from "../../retry/refuses-sign-in.ts";
import { RetryWindow } from "../../retry/retry-window.ts";
import type { TailBackend, TailJob } from "../backend.ts";
import type { Command, Ending, Request, Retries, Step } from "../decide/command.ts";
import { configOf } from "../decide/config-of.ts";
import { begin, decide } from "../decide/decide.ts";
import type { Event } from "../decide/event.ts";
import { loadedLiveCode } from "../../loaded-live-code.ts";
import type { LiveMemory } from "../live/live-memory.ts";
import type { LiveReading } from "../live/read-live.ts";
import type { TailSettings } from "../settings.ts";
import { isSame } from "../text/coordinate.ts";
import type { TailText } from "../text/tail-text.ts";
import { fileFailureKind, isThrottled, onlyFileFailureKind, plainFailureKind } from "./classify.ts";
import { Evidence } from "./evidence.ts";
import { FileText } from "./file-text.ts";
import { limitedPlain, plainWaitMs } from "./limited-plain.ts";
import { JobStatus } from "./job-status.ts";
import { Pacing } from "./pacing.ts";
import { PlainText } from "./plain-text.ts";
import { Refusal } from "./refusal.ts";
import { Reporter } from "./reporter.ts";
import { socketFits } from "./socket-fits.ts";
import { TailErrors } from "./tail-errors.ts";
import { WaitNotice } from "./wait-notice.ts";

/**
 * The tail repeats a request whose rate is limited this often, then tries the next source. The pauses are longer than a second together,
 * and longer in the next round.
 */
const maxRepeats = 3;
/** A live connection that lasts longer than any pause between two tries was a success, in milliseconds. */
const lastingMs = 15_000;

/** Runs one tail: asks `decide` what to do, does it, and returns what happened, until the proven end. */
export class TailRun {
  readonly #backend: TailBackend;
  readonly #settings: TailSettings;
  readonly #text: TailText;
  readonly #job: JobStatus;
  readonly #file: FileText | undefined;
  readonly #plain: PlainText;
  readonly #evidence: Evidence;
  readonly #pacing = new Pacing();
  readonly #reporter: Reporter;
  readonly #windows: Readonly<Record<Retries, RetryWindow>>;
  /** Made when the tail first follows a live source. */
  #memory: LiveMemory | undefined;
  readonly #errors: TailErrors;
  readonly #fileRefusal = new Refusal();
  readonly #notice: WaitNotice;
  /** Refusals because of the rate since the last status. */
  #repeats = 0;
  /** Why the tail left the last live source. */
  #leftDetail = "";

  constructor(backend: TailBackend, settings: TailSettings, text: TailText) {
    this.#backend = backend;
    this.#settings = settings;
    this.#text = text;
    this.#job = new JobStatus(backend.job, backend.forgottenSince);
    this.#file =
      backend.logFile === undefined ? undefined : new FileText(backend.logFile, text, settings.tuning.heldBytes);
    this.#plain = new PlainText(backend.label, backend.plain, text);
    this.#evidence = new Evidence(backend);
    // Lines held for `tail: N` were not yielded.
    const yielded = (): number => (text.position === undefined ? 0 : text.lines);
    this.#errors = new TailErrors(backend.label, this.#job, this.#evidence, yielded);
    this.#reporter = new Reporter(settings.onStatus, yielded);
    this.#windows = {
      job: new RetryWindow(settings),
      signIn: new RetryWindow({ ...settings, retryForMs: settings.retryAuthForMs }),
      file: new RetryWindow(settings),
    };
    this.#notice = new WaitNotice(backend.limited ?? (() => undefined), this.#reporter.report);
  }

  /** The job as the tail last read it; undefined before the first read. */
  get job(): TailJob | undefined {
    return this.#job.last;
  }

  /** Runs to the proven end. */
  run(): Effect.Effect<void, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const { socket, stream } = this.#backend;
      if (socket !== undefined || stream !== undefined) yield* loadedLiveCode;
      const config = configOf(this.#backend, this.#settings);
      let [facts, commands] = begin;
      for (;;) {
        let event: Event | undefined;
        for (const command of commands) event = yield* this.#execute(command);
        if (event === undefined) return;
        [facts, commands] = decide(config, facts, event);
      }
    });
  }

  #execute(command: Command): Effect.Effect<Event | undefined, JobwireError> {
    switch (command.command) {
      case "readStatus":
        return this.#notice.during("job", this.#readStatus());
      case "readFile":
        return this.#notice.during("file", this.#readFile(command));
      case "readPlain":
        return this.#notice.during("plain", this.#readPlain(command));
      case "follow":
        return this.#follow(command);
      case "checkLoss":
        return Effect.map(this.#evidence.checkLoss(command.fresh), (lost) => ({ type: "lossChecked", lost }));
      case "checkEmpty":
        return this.#checkEmpty();
      case "backOff":
        return this.#notice.during(this.#retrySource(command.retries), this.#backOff(command));
      case "finish":
      case "fail":
        return this.#end(command);
      default:
        return Effect.as(this.#step(command), undefined);
    }
  }

  #step(step: Step): Effect.Effect<void, JobwireError> {
    switch (step.command) {
      case "pause":
        return this.#pacing.pause(step.for);
      case "pace":
        return Effect.sync(() => this.#pacing.set(step.to));
      case "restFile":
        return this.#pacing.restFile();
      case "succeeded":
        return Effect.sync(() => this.#windows[step.retries].succeeded());
      case "restart":
        return Effect.sync(() => this.#restart(step.lastLines));
      case "readEnd":
        return this.#job.readEnd();
      case "release":
        return this.#text.release();
      case "report":
        return this.#report(step.report);
      case "use":
        return this.#reporter.use(step.source, this.#reason(step));
    }
  }

  #report(what: Extract<Step, { readonly command: "report" }>["report"]): Effect.Effect<void> {
    if (what === "live") return this.#reporter.live();
    if (what === "resuming") return Effect.sync(() => this.#reporter.resuming());
    return this.#reporter.resumed(this.#pacing.reread) ?? Effect.void;
  }

  #reason({ why, source }: Extract<Step, { readonly command: "use" }>): string {
    if (why === "fileUnavailable") return `the log file is not available: ${this.#errors.of("file").message}`;
    if (why === "liveRefused") return `the live source is not available: ${this.#leftDetail}`;
    if (why === "nothingNew") return `the live source returned nothing new (${this.#leftDetail})`;
    return `reading continues by ${source} at the tail's position`;
  }

  #restart(lastLines: boolean): void {
    this.#text.restart(!lastLines);
    this.#file?.restart(lastLines ? this.#settings.tail : undefined);
  }

  /** Whether the tail repeated a request whose rate is limited so often that it counts as a failure of its source. Counts the repeat. */
  #isRepeated(): boolean {
    return this.#repeats++ >= maxRepeats;
  }

  #readStatus(): Effect.Effect<Event, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      this.#repeats = 0;
      const read = yield* Effect.result(this.#job.read());
      if (read._tag === "Failure") return yield* this.#statusFailed(read.failure);
      const { terminal, unreadable } = read.success;
      this.#windows.job.succeeded();
      this.#windows.signIn.reset();
      if (unreadable !== undefined) this.#errors.note("unreadable", unreadable);
      yield* this.#job.reportPending(this.#reporter.listener);
      const resting = yield* this.#pacing.isResting;
      const retryFile = this.#fileRefusal.mayAsk(yield* monotonicMs);
      return { type: "statusRead", terminal, unreadable: unreadable !== undefined, resting, retryFile };
    });
  }

  #statusFailed(error: JobwireError): Effect.Effect<Event> {
    this.#errors.note("status", error);
    const passing = mayPass("tail", error);
    if (error._tag === "BadResponse")
      return Effect.succeed({ type: "statusFailed", kind: "badResponse", overdue: false, passing });
    if (refusesSignIn(error) && this.#job.last !== undefined && this.#settings.retryAuthForMs > 0) {
      this.#fileRefusal.passed();
      return Effect.succeed({ type: "statusFailed", kind: "signIn", overdue: false, passing: true });
    }
    if (error._tag !== "NotFound")
      return Effect.succeed({ type: "statusFailed", kind: passing ? "passing" : "fatal", overdue: false, passing });
    return Effect.map(this.#job.isGone(this.#settings.retryForMs), (overdue) => ({
      type: "statusFailed",
      kind: "notFound",
      overdue,
      passing,
    }));
  }

  #readFile({ final }: Extract<Request, { readonly command: "readFile" }>): Effect.Effect<Event, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const file = this.#file;
      if (file === undefined) return yield* Effect.die(new Error("this backend has no log file"));
      const before = this.#progress(file);
      const read = yield* Effect.result(file.read(final, this.#caughtUp));
      if (read._tag === "Failure") {
        this.#errors.note("file", read.failure);
        const madeProgress = this.#progress(file) !== before;
        const limited = isThrottled(read.failure) && this.#isRepeated();
        const kind =
          this.#backend.onlyFile === true ? onlyFileFailureKind(read.failure, limited) : fileFailureKind(read.failure);
        const repeated = kind === "throttled" ? limited : this.#windows.file.attempts >= 2;
        if (kind === "refused") this.#fileRefusal.refused(yield* monotonicMs);
        return { type: "fileFailed", kind, madeProgress, repeated };
      }
      this.#fileRefusal.passed();
      this.#notice.progress();
      const { ended, complete, newText, rereadBytes } = read.success;
      const { socketUnits } = this.#settings.tuning;
      this.#pacing.noteReread(rereadBytes);
      return {
        type: "fileRead",
        ended,
        complete,
        newText,
        socketFits: socketFits(this.#text.cursor.received.units, socketUnits),
        longReread: rereadBytes > socketUnits,
      };
    });
  }

  /** The log file was read to its end as it is now, and the same read follows it. */
  readonly #caughtUp: NonNullable<Parameters<FileText["read"]>[1]> = ({ newText, rereadBytes }) =>
    Effect.gen({ self: this }, function* () {
      // The failures before this read are over, however long it lasts.
      this.#windows.file.succeeded();
      this.#notice.progress();
      yield* this.#text.release();
      if (newText) yield* this.#reporter.resumed(rereadBytes) ?? Effect.void;
      yield* this.#reporter.live();
    });

  /** The state that a failed read may have changed: the received text, or the search for its position. */
  #progress(file: FileText): string {
    const { units, newlines } = this.#text.cursor.received;
    return [units, newlines, file.progress].join();
  }

  #readPlain({
    final,
    judge,
    hurried,
  }: Extract<Request, { readonly command: "readPlain" }>): Effect.Effect<Event, JobwireError> {
    const opening = limitedPlain(this.#backend, plainWaitMs(hurried, this.#settings.retryForMs));
    const reading = judge
      ? this.#plain.readToEnd(this.#settings.tail === undefined)
      : this.#plain.read(final, { opening });
    return Effect.match(reading, {
      onSuccess: ({ newText, empty, rereadUnits }): Event => {
        this.#pacing.noteReread(rereadUnits);
        this.#notice.progress();
        return { type: "plainRead", newText, empty };
      },
      onFailure: (error): Event => {
        this.#errors.note("plain", error);
        const kind = plainFailureKind(error);
        return { type: "plainFailed", kind: kind === "throttled" && this.#isRepeated() ? "cut" : kind };
      },
    });
  }

  #follow({
    source,
    besideFile,
  }: Extract<Request, { readonly command: "follow" }>): Effect.Effect<Event, JobwireError> {
    return Effect.gen({ self: this }, function* () {
      const opening = source === "websocket" ? this.#backend.socket : this.#backend.stream;
      if (opening === undefined) return yield* Effect.die(new Error(`this backend has no ${source}`));
      const before = this.#text.cursor.received;
      const openedAt = yield* monotonicMs;
      const { LiveMemory, readLive } = yield* loadedLiveCode;
      this.#memory ??= new LiveMemory(this.#backend.replay);
      const left = yield* readLive(opening, {
        backend: this.#backend,
        settings: this.#settings,
        text: this.#text,
        job: this.#job,
        file: besideFile ? this.#file : undefined,
        plain: this.#plain,
        memory: this.#memory,
        reporter: this.#reporter,
      });
      this.#leftDetail = left.detail;
      if (left.newText) this.#notice.progress();
      // The failures before a connection that lasted are over.
      if ((yield* monotonicMs) - openedAt > lastingMs) this.#windows.file.reset();
      if (left.error !== undefined) this.#errors.note("live", left.error);
      return {
        type: "left",
        source,
        why: left.left,
        newText: left.newText,
        moved: !isSame(this.#text.cursor.received, before),
        failure: this.#failureOf(left),
      };
    });
  }

  #failureOf({ error }: LiveReading): Extract<Event, { readonly type: "left" }>["failure"] {
    if (error === undefined) return "none";
    if (this.#backend.refuses(error)) return "final";
    // A 503 is also what a proxy without WebSockets sends, and another source may replace this one at once.
    if (limitsRate(error) && !this.#isRepeated()) return "throttled";
    return mayPass("tail", error) ? "passing" : "fatal";
  }

  #checkEmpty(): Effect.Effect<Event> {
    return Effect.match(this.#evidence.checkEmpty(), {
      onSuccess: (found): Event => {
        const isLost = typeof found !== "string";
        if (isLost) this.#errors.noteLoss(found);
        return { type: "emptyChecked", proof: isLost ? "lost" : found, passing: false, notReady: false };
      },
      onFailure: (error): Event => {
        this.#errors.note("empty", error);
        const notReady = error._tag === "NotReady";
        return { type: "emptyChecked", proof: "failed", passing: mayPass("tail", error), notReady };
      },
    });
  }

  #backOff({
    retries,
    error: kind,
    madeProgress,
  }: Extract<Request, { readonly command: "backOff" }>): Effect.Effect<Event> {
    const error = this.#errors.of(kind);
    this.#errors.note("backOff", error);
    const source = this.#retrySource(retries);
    const waited = this.#windows[retries].wait(error, madeProgress, ({ attempt, delayMs }) =>
      this.#reporter.report({ type: "retrying", source, attempt, delayMs, error: error.message }),
    );
    // The pauses grow to 12 s, and a node that died meanwhile ends the tail: only a log that cannot be read is asked about. A check
    // would take the place of the request that a server limits, or one of Ray's slots.
    const mayBeLost = source !== "job" && !isThrottled(error) && error._tag !== "RateLimited";
    const again = mayBeLost ? Effect.raceFirst(waited, Effect.as(this.#evidence.untilLost, true)) : waited;
    return Effect.flatMap(again, (retry) =>
      Effect.map(this.#job.isFresh, (statusFresh) => ({ type: "backedOff", exhausted: !retry, statusFresh })),
    );
  }

  #retrySource(retries: Retries): "job" | "file" | "plain" {
    return retries !== "file" ? "job" : this.#file === undefined ? "plain" : "file";
  }

  #end(ending: Ending): Effect.Effect<undefined, JobwireError> {
    if (ending.command === "fail") return Effect.fail(this.#errors.of(ending.error));
    return Effect.gen({ self: this }, function* () {
      const text = this.#text;
      yield* text.finish(ending.proven ? this.#file?.unfinished : undefined);
      const { status = "", message = null } = this.#job.last ?? {};
      const { lines, shortened } = text;
      yield* this.#reporter.report({
        type: "ended",
        jobStatus: status,
        message,
        lines,
        ...(shortened === undefined ? {} : { shortened }),
      });
      return undefined;
    });
  }
}
