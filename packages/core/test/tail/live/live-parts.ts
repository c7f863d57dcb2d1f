import { Clock, Effect, type Scope } from "effect";
import { BadResponse, type JobwireError, ServerError, StreamLimitExceeded, Unauthorized } from "../../../src/errors.ts";
import { monotonicOf } from "../../../src/monotonic.ts";
import { RetryBudget } from "../../../src/retry/retry-budget.ts";
import type { LiveMessage, LogFile, TailBackend } from "../../../src/tail/backend.ts";
import type { Left } from "../../../src/tail/live/left.ts";
import { LiveMemory } from "../../../src/tail/live/live-memory.ts";
import { LiveReader } from "../../../src/tail/live/live-reader.ts";
import type { LiveSurroundings } from "../../../src/tail/live/live-surroundings.ts";
import type { StreamLimits, TailStatus } from "../../../src/tail/options.ts";
import { FileText } from "../../../src/tail/run/file-text.ts";
import { JobStatus } from "../../../src/tail/run/job-status.ts";
import { PlainText } from "../../../src/tail/run/plain-text.ts";
import { Reporter } from "../../../src/tail/run/reporter.ts";
import { makeTailText, type TailText } from "../../../src/tail/text/tail-text.ts";
import { TextSession } from "../../../src/tail/text/text-session.ts";
import { capacityOf, takeWaiting } from "../text/take-waiting.ts";
import { realTuning } from "../../../src/tail/settings.ts";
import { utf8 } from "../../support/log-text.ts";

/** What the server of a test returns now; a test changes it while it runs. */
export interface LiveServer {
  plain: string | JobwireError;
  /** `RUNNING`, or the status of an ended job. */
  status: string | JobwireError;
  /** The log file, where there is one. */
  file: string | JobwireError;
  /** A read of the file does not reach its end. */
  fileIsCut: boolean;
  lost: boolean | JobwireError;
}

export const down: JobwireError = new ServerError({
  reason: "unavailable",
  statusCode: 503,
  message: "the server is down",
});
export const revoked: JobwireError = new Unauthorized({ statusCode: 401, message: "the token was revoked" });
export const garbled: JobwireError = new BadResponse({ message: "no log" });
export const tooMuch: JobwireError = new StreamLimitExceeded({ reason: "bytes", statusCode: 429, message: "too much" });

export interface LiveParts {
  readonly server: LiveServer;
  readonly surroundings: LiveSurroundings;
  readonly text: TailText;
  readonly memory: LiveMemory;
  readonly statuses: Array<TailStatus>;
  /** A reader of a connection that was opened now. */
  readonly reader: Effect.Effect<LiveReader>;
  /** Emitted lines so far, without the known text. */
  readonly lines: Effect.Effect<ReadonlyArray<string>>;
  readonly count: (kind: "plain" | "status" | "file" | "fileEnd" | "lost") => number;
}

interface Given {
  /** Text that the tail received before. */
  readonly known?: string;
  readonly replay?: TailBackend["replay"];
  /** With a log file; the tail read the known text from it. */
  readonly withFile?: boolean;
  readonly withLoss?: boolean;
  /** Whether the tail has reported that it is live. Default true, as after the file. */
  readonly live?: boolean;
  readonly limits?: StreamLimits;
  readonly tail?: number;
  readonly heldBytes?: number;
  readonly anchorWaitMs?: number;
  readonly idleMs?: number;
}

/** The parts of a tail that read a live connection, over a server that the test writes. */
export const liveParts = ({
  known = "",
  replay = "unknown",
  withFile = false,
  withLoss = false,
  live = true,
  limits,
  tail,
  heldBytes = 1_000_000,
  anchorWaitMs = 0,
  idleMs = 30_000,
}: Given = {}): Effect.Effect<LiveParts, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const requests: Array<string> = [];
    const server: LiveServer = { plain: known, status: "RUNNING", file: known, fileIsCut: false, lost: false };
    /** The server's value at a request of this kind. */
    const ask = <A>(kind: string, value: () => A | JobwireError): Effect.Effect<A, JobwireError> =>
      Effect.suspend(() => {
        if (requests.push(kind) > 1_000) throw new Error("a storm of requests");
        const given = value();
        return given instanceof Error ? Effect.fail(given) : Effect.succeed(given);
      });
    const logFile = (): LogFile => ({
      readFrom: (anchor) =>
        Effect.map(
          ask("file", () => server.file),
          (file) => {
            let rest: Uint8Array | undefined = utf8(file).subarray(anchor.bytes);
            const next = Effect.sync(() => {
              const bytes = rest;
              rest = undefined;
              return bytes ?? { ended: !server.fileIsCut };
            });
            return { rereadBytes: 0, next: () => next };
          },
        ),
      readEnd: () =>
        Effect.map(
          ask("fileEnd", () => server.file),
          (file) => ({ bytes: utf8(file), ended: true }),
        ),
      progress: () => "",
    });
    const backend: TailBackend = {
      label: "job x",
      replay,
      refuses: () => false,
      job: Effect.map(
        ask("status", () => server.status),
        (status) => ({ status, terminal: status !== "RUNNING", message: null }),
      ),
      plain: Effect.map(
        ask("plain", () => server.plain),
        (log) => {
          let rest: string | undefined = log;
          return {
            pull: Effect.sync(() => {
              const piece = rest;
              rest = undefined;
              return piece;
            }),
          };
        },
      ),
      ...(withFile ? { logFile } : {}),
      ...(withLoss
        ? {
            lost: Effect.map(
              ask("lost", () => server.lost),
              (lost) => (lost ? { reason: "log-gone" as const, why: "it is gone" } : undefined),
            ),
          }
        : {}),
    };
    const settings = { messages: "received" as const, slowReaderMs: 5_000, limits, tail, capacity: capacityOf(1_000) };
    const text = yield* makeTailText(settings);
    const file = withFile ? new FileText(logFile, text, 1_000_000) : undefined;
    if (file === undefined) yield* text.take(new TextSession(text.cursor), known);
    else yield* file.read(false);
    yield* Effect.orDie(takeWaiting(text.batches));
    requests.length = 0;
    const statuses: Array<TailStatus> = [];
    const reporter = new Reporter(
      (status) => void statuses.push(status),
      () => 7,
    );
    yield* reporter.use("stream", "");
    reporter.resuming();
    if (live) yield* reporter.live();
    statuses.length = 0;
    const memory = new LiveMemory(replay);
    const surroundings: LiveSurroundings = {
      backend,
      settings: {
        idleMs,
        retryForMs: 300_000,
        retryAuthForMs: 0,
        pollIntervalMs: 2_000,
        budget: new RetryBudget(),
        messages: "received",
        tuning: { ...realTuning, heldBytes, anchorWaitMs, socketUnits: 1_000_000 },
      },
      text,
      job: new JobStatus(backend.job),
      file,
      plain: new PlainText("job x", backend.plain, text),
      memory,
      reporter,
    };
    const lines: Array<string> = [];
    return {
      server,
      surroundings,
      text,
      memory,
      statuses,
      reader: Effect.map(Clock.Clock, (clock) => new LiveReader(surroundings, () => monotonicOf(clock))),
      lines: Effect.map(Effect.orDie(takeWaiting(text.batches)), (batches) => {
        for (const batch of batches) lines.push(...batch.lines);
        return [...lines];
      }),
      count: (kind) => requests.filter((request) => request === kind).length,
    };
  });

/** A message of log text. */
export const frames = (...pieces: ReadonlyArray<string>): LiveMessage => ({ frames: pieces });

/** Gives the reader a message, and waits for what is left to do. */
export const taken = (reader: LiveReader, message: LiveMessage): Effect.Effect<Left | undefined, JobwireError> =>
  Effect.suspend(() => reader.take(message) ?? Effect.undefined);
