import { Clock, Effect, Fiber, Option } from "effect";
import type { JobwireError, LogReset } from "../errors.ts";
import { beginning } from "./file-probe.ts";
import { normaliseNewlines } from "./newlines.ts";
import { readFile } from "./file-reader.ts";
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
const checkedLines = 50;
const checkedBytes = 1024 * 1024;

const take = (context: TailContext, session: TextSession, text: string): Effect.Effect<boolean, JobwireError> =>
  Effect.suspend(() => {
    let fresh: string;
    try {
      fresh = session.push(text);
    } catch (error) {
      return Effect.fail(error as LogReset);
    }
    return fresh.length === 0 ? Effect.succeed(false) : Effect.as(context.receive(fresh), true);
  });

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

/**
 * Follows the job's log by socket: drops the replay of what was received, gives the rest out, and watches for the three things a
 * socket does not tell: that the job ended, that the connection is dead, and that its text has become ambiguous.
 */
export const readSocket = (
  context: TailContext,
  options: { readonly fileIsThere: boolean; readonly live: Effect.Effect<void> },
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
      let quietSince = yield* Clock.currentTimeMillis;
      let anchorAgainAt = context.cursor.anchor.units + settings.tuning.heldBytes;
      let announced = false;
      let atEndOfFile = false;
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
          const now = yield* Clock.currentTimeMillis;
          if (now - quietSince >= checkAfterMs && options.fileIsThere) {
            if (yield* fileHasMore(context))
              return leave("stalled", "the log file has text that the socket did not send");
            quietSince = yield* Clock.currentTimeMillis;
            checkAfterMs = Math.min(checkAfterMs * 2, settings.idleMs);
          }
          continue;
        }
        const message = pulled.success.value;
        if ("closed" in message) return leave("closed", message.closed);
        for (const frame of message.frames) {
          // Ray's socket shows `\r`, a pause, `\n` as two newlines, the file and a replay as one. Which it was cannot be seen
          // here, so the log is read again. Frames of ten lines do not end at the end of the file.
          if (atEndOfFile && session.caughtUp && frame.startsWith("\n")) {
            return leave("ambiguous", "a line break may be half of an earlier one");
          }
          yield* context.countMessage();
          if (yield* take(context, session, frame)) {
            news = true;
            context.partBytes = undefined;
          }
          atEndOfFile = frame.endsWith("\n") && (frame.match(/\n/g)?.length ?? 0) < 10;
        }
        if (options.fileIsThere && context.cursor.received.units >= anchorAgainAt) {
          // What came by socket has no known place in the file: a cut or the end would read all of it again.
          const read = yield* Effect.result(readFile(context, false));
          if (read._tag === "Failure" && !isPassing(read.failure)) return yield* Effect.fail(read.failure);
          anchorAgainAt = context.cursor.received.units + settings.tuning.heldBytes;
        }
        quietSince = yield* Clock.currentTimeMillis;
        checkAfterMs = Math.min(quietCheckMs, settings.idleMs);
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
        if (piece === undefined) return { news, reread: session.skipped };
        yield* context.countMessage();
        if (yield* take(context, session, piece)) {
          news = true;
          context.partBytes = undefined;
        }
      }
    }),
  );
