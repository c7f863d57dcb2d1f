import { Effect, Fiber, Option } from "effect";
import { type JobwireError, ServerError } from "../errors.ts";
import { monotonicMs } from "../poll/monotonic.ts";
import { beginning } from "./file-probe.ts";
import { normaliseNewlines } from "./newlines.ts";
import { type FileReading, readFile } from "./file-reader.ts";
import { isPassing } from "./riding.ts";
import { lastUnits } from "./skip-filter.ts";
import type { TailContext } from "./tail-context.ts";
import { TextSession } from "./text-session.ts";

/** Why a socket was left; none of them says anything about the job but `terminal`, which was read from its status. */
export interface SocketReading {
  readonly left: "closed" | "terminal" | "stalled" | "ambiguous" | "failed";
  readonly detail: string;
  readonly error?: JobwireError;
  readonly news: boolean;
  readonly reread: number;
}

/** A quiet socket's job is asked for its status this often (or at the poll interval, if that is longer). */
const quietCheckMs = 8_000;
/** A quiet socket is held against the whole file at the idle time, and then ever more seldom up to this. */
const mostProveMs = 480_000;
const checkedLines = 50;
const checkedBytes = 1024 * 1024;

/**
 * Asks the file whether a silent socket is quiet or stalled: true when the file ends in text that was not received. A failure is no
 * answer. (A half-open connection looks just like a quiet job; Ray answers no ping.)
 */
const fileHasMore = (context: TailContext): Effect.Effect<boolean> =>
  beginning(context, checkedLines, checkedBytes).pipe(
    Effect.map(({ bytes, ended }) => {
      const { recent } = context.cursor;
      if (!ended || recent === undefined || recent.length === 0)
        return !ended || (recent?.length === 0 && bytes.length > 0);
      const text = normaliseNewlines(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), { pendingCr: false });
      const shown = lastUnits("", text);
      const length = Math.min(shown.length, recent.length);
      return shown.slice(shown.length - length) !== recent.slice(recent.length - length);
    }),
    Effect.catch(() => Effect.succeed(false)),
  );

/** Reads the file on beside an open socket; undefined when it was not to be had, which is for the machine to find out again. */
const readBeside = (context: TailContext): Effect.Effect<FileReading | undefined, JobwireError> =>
  Effect.catch(readFile(context, false), (error) =>
    isPassing(error) || error._tag === "NotFound" ? Effect.undefined : Effect.fail(error),
  );

/**
 * Follows the job's log by socket: drops the replay of what was received, gives the rest out, and watches for the three things a
 * socket does not tell: that the job ended, that the connection is dead, and that its text has become ambiguous.
 */
export const readSocket = (
  context: TailContext,
  options: {
    readonly fileIsThere: boolean;
    readonly live: Effect.Effect<void>;
    /** Told when the first new text came, after so much of the log was read again. */
    readonly resumed: (reread: number) => Effect.Effect<void>;
  },
): Effect.Effect<SocketReading, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { backend, settings } = context;
      if (backend.socket === undefined)
        return { left: "failed" as const, detail: "no socket here", news: false, reread: 0 };
      const session = new TextSession(context.cursor);
      let news = false;
      const leave = (left: SocketReading["left"], detail: string, error?: JobwireError): SocketReading => ({
        left,
        detail,
        news,
        reread: session.skipped,
        ...(error === undefined ? {} : { error }),
      });
      const opened = yield* Effect.result(backend.socket);
      if (opened._tag === "Failure") return leave("failed", opened.failure.message, opened.failure);
      const answer = opened.success;
      let checkAfterMs = Math.min(quietCheckMs, settings.idleMs);
      let quietSince = yield* monotonicMs;
      let anchorAgainAt = context.cursor.anchor.units + settings.tuning.heldBytes;
      let announced = false;
      let endsLine = false;
      let proveAfterMs = settings.idleMs;
      let proveAt = quietSince + proveAfterMs;
      // The pull is a fiber of its own: an adapter's pull that is given up would take its frames along.
      let pull = yield* Effect.forkScoped(answer.pull);
      for (;;) {
        const pulled = yield* Fiber.join(pull).pipe(Effect.timeoutOption(settings.pollIntervalMs), Effect.result);
        if (pulled._tag === "Failure") return leave("failed", pulled.failure.message, pulled.failure);
        if (Option.isNone(pulled.success)) {
          if (!announced) {
            announced = true;
            yield* options.live;
          }
          const job = yield* Effect.result(backend.job);
          if (job._tag === "Success" && job.success.terminal) return leave("terminal", job.success.status);
          // What does not pass (the job is not known any more, the token was revoked) is for the machine to ask again.
          if (job._tag === "Failure" && !isPassing(job.failure)) return leave("terminal", job.failure.message);
          const now = yield* monotonicMs;
          if (now - quietSince >= checkAfterMs && options.fileIsThere) {
            if (yield* fileHasMore(context))
              return leave("stalled", "the log file has text that the socket did not send");
            quietSince = yield* monotonicMs;
            checkAfterMs = Math.min(checkAfterMs * 2, settings.idleMs);
            // The end of a log that repeats itself looks the same when it has grown.
            if (now >= proveAt) {
              const read = yield* readBeside(context);
              if (read?.news === true) return leave("stalled", "the log file has text that the socket did not send");
              proveAfterMs = Math.min(proveAfterMs * 2, mostProveMs);
              proveAt = (yield* monotonicMs) + proveAfterMs;
            }
          }
          continue;
        }
        const message = pulled.success.value;
        if ("closed" in message) return leave("closed", message.closed);
        for (const frame of message.frames) {
          if (frame.length === 0) continue;
          // Ray's socket shows `\r`, a pause, `\n` as two newlines, the file and a replay as one. Which it was cannot be seen
          // here, so the file is asked; without a file a replay tells: what comes again at the same place is there.
          const doubtful = endsLine && session.caughtUp && frame.startsWith("\n") && !context.isDoubted();
          endsLine = frame.endsWith("\n");
          if (doubtful) {
            const read = options.fileIsThere ? yield* readBeside(context) : undefined;
            if (read?.news === true) news = true;
            if (read?.ended === true && session.passOver(frame)) continue;
            context.doubt();
            return leave("ambiguous", "a line break may be half of an earlier one");
          }
          yield* context.countMessage();
          if (yield* context.take(session, frame)) {
            if (!news) yield* options.resumed(session.skipped);
            news = true;
            context.partBytes = undefined;
          }
        }
        if (options.fileIsThere && context.cursor.received.units >= anchorAgainAt) {
          // What came by socket has no known place in the file: a cut or the end would read all of it again.
          yield* readBeside(context);
          anchorAgainAt = context.cursor.received.units + settings.tuning.heldBytes;
        }
        quietSince = yield* monotonicMs;
        checkAfterMs = Math.min(quietCheckMs, settings.idleMs);
        proveAfterMs = settings.idleMs;
        proveAt = quietSince + proveAfterMs;
        pull = yield* Effect.forkScoped(answer.pull);
      }
    }),
  );

/** Reads the whole log as one answer: the last resort, and a proof like the file's when it ended properly. */
export const readPlain = (
  context: TailContext,
): Effect.Effect<{ readonly news: boolean; readonly reread: number }, JobwireError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const answer = yield* context.backend.plain;
      const session = new TextSession(context.cursor);
      let news = false;
      for (;;) {
        const piece = yield* answer.pull;
        if (piece === undefined) {
          if (session.whole) return { news, reread: session.skipped };
          // Ray also gives an empty log when it cannot find the file, or its node.
          return yield* Effect.fail(
            new ServerError({
              reason: "short-log",
              statusCode: 200,
              message: `The whole log of ${context.backend.label} came shorter than what was read of it before.`,
            }),
          );
        }
        yield* context.countMessage();
        if (yield* context.take(session, piece)) {
          news = true;
          context.partBytes = undefined;
        }
      }
    }),
  );
