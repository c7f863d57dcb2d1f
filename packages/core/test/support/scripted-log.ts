import { Effect } from "effect";
import { ConnectionFailed, type JobwireError, NotReady, ServerError } from "../../src/errors.ts";
import { makeLogFile } from "../../src/ray/log-file/log-file-reader.ts";
import { type LogFileTuning, realLogFileTuning } from "../../src/ray/log-file/log-file-tuning.ts";
import type { OpenLogFile } from "../../src/ray/log-file/read-beginning.ts";
import type { TailBackend } from "../../src/tail/backend.ts";
import { normaliseNewlines } from "../../src/tail/text/newlines.ts";

export type Request =
  | { readonly kind: "file"; readonly lines: number; readonly index: number }
  | { readonly kind: "socket" | "plain" | "job"; readonly index: number };
/** What happens to one request: fails at once, or its answer is cut after so many bytes (file) or units (socket, plain). */
export type Fault = {
  readonly failWith?: JobwireError;
  readonly cutAfter?: number;
  readonly closeAfter?: number;
  readonly silentAfter?: number;
  /** A live connection that has nothing to say sends empty frames, one each so many milliseconds. */
  readonly beatMs?: number;
};

/** So many signs of life are no reason to follow a connection. */
const mostBeats = 400_000;

/** A backend whose log file is opened by `file`: a test may replace that. */
export interface ScriptedBackend extends TailBackend {
  readonly file: OpenLogFile;
}

/** The backend with a log file that is read by its `file`, with sizes of the test's own. */
export const withLogFile = (backend: ScriptedBackend, tuning: LogFileTuning = realLogFileTuning): TailBackend => ({
  ...backend,
  logFile: makeLogFile(backend.file, tuning),
});

export interface ScriptedLog {
  readonly backend: ScriptedBackend;
  readonly requests: Array<Request>;
  readonly fileBytes: () => number;
  /** Frames that sockets handed over. */
  readonly socketFrames: () => number;
  append(bytes: Uint8Array): void;
  end(): void;
  log(): Uint8Array;
  open: number;
}

const lastLines = (log: Uint8Array, lines: number): Uint8Array => {
  if (lines === -1) return log;
  if (lines === 0) throw new Error("lines=0 means 1000 on Ray: never ask it");
  let at = log.length;
  let left = lines;
  if (at > 0 && log[at - 1] !== 10) left--;
  else if (at > 0) at--;
  if (left < lines && left === 0) return log.subarray(log.lastIndexOf(10) + 1);
  let found = log.length > 0 && log[log.length - 1] === 10 ? log.length - 1 : log.length;
  for (let n = 0; n < lines; n++) {
    found = found === 0 ? -1 : log.lastIndexOf(10, found - 1);
    if (found === -1) return log;
  }
  return log.subarray(found + 1);
};

/** The failure of an answer that is cut. */
export const cut = (): ConnectionFailed => new ConnectionFailed({ reason: "reset", message: "cut by the script" });

/** An answer piece by piece, cut where the fault says. */
export const piecesOf = <A extends { readonly length: number }>(
  whole: A,
  slice: (from: number, to: number) => A,
  piece: number,
  fault: Fault,
): Effect.Effect<A | undefined, JobwireError> => {
  let at = 0;
  return Effect.suspend((): Effect.Effect<A | undefined, JobwireError> => {
    const limit = fault.cutAfter ?? Number.POSITIVE_INFINITY;
    if (at >= limit) return Effect.fail(cut());
    if (at >= whole.length) return Effect.succeed(undefined);
    const to = Math.min(at + piece, whole.length, limit);
    const next = slice(at, to);
    at = to;
    return Effect.succeed(next);
  });
};

/** A log in memory with the sources of a Ray job, each request of which a script may spoil, and which may grow at each request. */
export const scriptedLog = (options: {
  readonly log?: Uint8Array;
  readonly terminal?: boolean;
  readonly pieceBytes?: number;
  readonly socket?: boolean;
  readonly fault?: (request: Request) => Fault | undefined;
  readonly onRequest?: (request: Request, log: ScriptedLog) => void;
  /** Called before each look of a socket at the log, about once a second while the socket is pulled. */
  readonly onSocketLook?: (nth: number, log: ScriptedLog) => void;
}): ScriptedLog => {
  let log = options.log ?? new Uint8Array(0);
  let terminal = options.terminal ?? true;
  let delivered = 0;
  let socketFrames = 0;
  let socketLooks = 0;
  const piece = options.pieceBytes ?? 16;
  const requests: Array<Request> = [];
  const seen = (request: Request): Fault => {
    requests.push(request);
    options.onRequest?.(request, self);
    return options.fault?.(request) ?? {};
  };
  const counted = Effect.acquireRelease(
    Effect.sync(() => void self.open++),
    () => Effect.sync(() => void self.open--),
  );
  const decode = (bytes: Uint8Array): string =>
    normaliseNewlines(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), { pendingCr: false });
  const self: ScriptedLog = {
    requests,
    open: 0,
    fileBytes: () => delivered,
    socketFrames: () => socketFrames,
    log: () => log,
    append: (bytes) => {
      const joined = new Uint8Array(log.length + bytes.length);
      joined.set(log);
      joined.set(bytes, log.length);
      log = joined;
    },
    end: () => {
      terminal = true;
    },
    backend: {
      label: "job x",
      replay: "always",
      refuses: () => false,
      job: Effect.suspend(() => {
        const fault = seen({ kind: "job", index: requests.filter((r) => r.kind === "job").length });
        return fault.failWith === undefined
          ? Effect.succeed({ status: terminal ? "SUCCEEDED" : "RUNNING", terminal, message: null })
          : Effect.fail(fault.failWith);
      }),
      logFile: (view) => makeLogFile(self.backend.file, realLogFileTuning)(view),
      file: (lines) =>
        Effect.gen(function* () {
          const fault = seen({ kind: "file", lines, index: requests.filter((r) => r.kind === "file").length });
          if (fault.failWith !== undefined) return yield* Effect.fail(fault.failWith);
          yield* counted;
          const answer = lastLines(log, lines);
          return {
            pull: Effect.map(
              piecesOf(answer, (from, to) => answer.slice(from, to), piece, fault),
              (bytes) => {
                delivered += bytes?.length ?? 0;
                return bytes;
              },
            ),
          };
        }),
      ...(options.socket === false
        ? {}
        : {
            socket: Effect.gen(function* () {
              const fault = seen({ kind: "socket", index: requests.filter((r) => r.kind === "socket").length });
              if (fault.failWith !== undefined) return yield* Effect.fail(fault.failWith);
              yield* counted;
              // As Ray 2.60 does it: each look decodes strictly what is new and forgets a `\r` at its end; ten lines a frame.
              let consumed = 0;
              let given = 0;
              let beats = 0;
              const beat = (ms: number) =>
                Effect.map(Effect.sleep(ms), () => {
                  if (++beats > mostBeats) throw new Error("signs of life were followed for ever");
                  return { frames: [""] };
                });
              const frames: Array<string> = [];
              const look = (): boolean => {
                options.onSocketLook?.(++socketLooks, self);
                const fresh = log.slice(consumed);
                consumed = log.length;
                let text: string;
                try {
                  text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(fresh);
                } catch {
                  return false;
                }
                const lines = normaliseNewlines(text, { pendingCr: false }).match(/[^\n]*\n|[^\n]+$/g) ?? [];
                for (let at = 0; at < lines.length; at += 10) frames.push(lines.slice(at, at + 10).join(""));
                return true;
              };
              return {
                pull: Effect.gen(function* () {
                  let sound = true;
                  while (frames.length === 0 && sound) {
                    sound = look();
                    if (frames.length > 0 || !sound || terminal || fault.beatMs !== undefined) break;
                    yield* Effect.sleep(1000);
                  }
                  return sound;
                }).pipe(
                  Effect.flatMap(
                    (
                      sound,
                    ): Effect.Effect<
                      { readonly frames: ReadonlyArray<string> } | { readonly closed: string },
                      JobwireError
                    > => {
                      if (!sound) return Effect.succeed({ closed: "1000" });
                      const frame = frames.shift();
                      if (frame === undefined && !terminal && fault.beatMs !== undefined) return beat(fault.beatMs);
                      if (frame === undefined) return Effect.succeed({ closed: "1000" });
                      given += frame.length;
                      if (given > (fault.cutAfter ?? Number.POSITIVE_INFINITY)) return Effect.fail(cut());
                      if (given > (fault.closeAfter ?? Number.POSITIVE_INFINITY))
                        return Effect.succeed({ closed: "1000" });
                      if (given > (fault.silentAfter ?? Number.POSITIVE_INFINITY)) {
                        if (fault.beatMs === undefined) return Effect.never;
                        frames.unshift(frame);
                        return beat(fault.beatMs);
                      }
                      socketFrames++;
                      return Effect.succeed({ frames: [frame] });
                    },
                  ),
                ),
              };
            }),
          }),
      plain: Effect.gen(function* () {
        const fault = seen({ kind: "plain", index: requests.filter((r) => r.kind === "plain").length });
        if (fault.failWith !== undefined) return yield* Effect.fail(fault.failWith);
        yield* counted;
        const text = decode(log);
        return { pull: piecesOf(text, (from, to) => text.slice(from, to), piece, fault) };
      }),
    },
  };
  return self;
};

export const unavailable = (): ServerError => new ServerError({ statusCode: 500, message: "no file" });
export const noNode = (): NotReady => new NotReady({ reason: "no-node", message: "no node yet" });

/** What a tail of these bytes must yield. */
export const expectedLines = (bytes: Uint8Array): Array<string> => {
  const text = normaliseNewlines(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), { pendingCr: false });
  const lines = text.split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
};

/** The job writes so many lines, one a second, and ends: for `onSocketLook`. A look that saw text is followed by another at once. */
export const eachSecond =
  (count: number, line: (n: number) => string) =>
  (look: number, log: ScriptedLog): void => {
    if (look % 2 === 0) return;
    if (look < 2 * count) log.append(new TextEncoder().encode(line(look)));
    else log.end();
  };
