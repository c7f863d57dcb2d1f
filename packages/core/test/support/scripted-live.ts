import { Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { LiveAnswer, LiveMessage, TailBackend } from "../../src/tail/backend.ts";
import { cut, type Fault, piecesOf } from "./scripted-log.ts";

export interface LiveScript {
  /** The log as it will be; a last line without its newline is one that the job never ended. */
  readonly log: string;
  /** Characters that are there from the start. */
  readonly first: number;
  /** Characters that come with each so many-th request; then the job ends. */
  readonly growth: ReadonlyArray<number>;
  readonly growEach: number;
  /** Whether a live connection begins with the log's first line, one after the other; the last one goes for all further ones. */
  readonly replays: ReadonlyArray<boolean>;
  readonly linesPerFrame: number;
  /** How signs of life look; empty frames, which may be empty lines, only where the log has no such line. Default: as nothing. */
  readonly life?: "nothing" | "empty" | "typed";
  /** Empty lines come as what may be one. */
  readonly bare?: boolean;
  /** The server says that the log is complete; otherwise it closes the connection. */
  readonly saysComplete: boolean;
  /** What happens to a request; a live connection's numbers count its messages. */
  readonly fault: (request: number) => Fault | undefined;
}

/** What a sign of life, or an empty line of a bare stream, is decoded to. */
const asLife = (life: LiveScript["life"]): LiveMessage => {
  if (life === "empty") return { maybe: "\n", kind: "empty", count: 1 };
  return life === "typed" ? { maybe: '{"type":"progress","n":1}\n', kind: "type progress", count: 1 } : { frames: [] };
};
const mostBeats = 400_000;

export interface ScriptedLive {
  readonly backend: TailBackend;
  readonly requests: Array<"job" | "plain" | "live">;
  open: number;
}

/** A log in memory of a server without log files: live sources give whole lines, from the first one or from what is written next on. */
export const scriptedLive = (given: LiveScript): ScriptedLive => {
  const { log } = given;
  let written = given.first;
  let grown = 0;
  let terminal = false;
  let connections = 0;
  const requests: Array<"job" | "plain" | "live"> = [];
  const seen = (kind: "job" | "plain" | "live"): Fault => {
    requests.push(kind);
    if (requests.length > 5_000) throw new Error("a storm of requests");
    if (requests.length % given.growEach === 0) {
      const next = given.growth[grown++];
      if (next === undefined) {
        written = log.length;
        terminal = true;
      } else written = Math.min(log.length, written + next);
    }
    return kind === "job" ? {} : (given.fault(requests.length) ?? {});
  };
  const counted = Effect.acquireRelease(
    Effect.sync(() => void self.open++),
    () => Effect.sync(() => void self.open--),
  );
  /** Where the log's last whole line ends; an unfinished one is only sent when nothing follows. */
  const wholeUpTo = (): number => (terminal ? log.length : log.lastIndexOf("\n", written - 1) + 1);

  const live: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope> = Effect.gen(function* () {
    const fault = seen("live");
    if (fault.failWith !== undefined) return yield* Effect.fail(fault.failWith);
    yield* counted;
    const replays = given.replays[Math.min(connections++, given.replays.length - 1)] ?? true;
    // A line that is being written is sent whole when it is.
    let at = replays ? 0 : log.lastIndexOf("\n", written - 1) + 1;
    let messages = 0;
    let beats = 0;
    const beat = (ms: number): Effect.Effect<LiveMessage> =>
      Effect.map(Effect.sleep(ms), () => {
        if (++beats > mostBeats) throw new Error("signs of life were followed for ever");
        return asLife(given.life);
      });
    const pull: Effect.Effect<LiveMessage, JobwireError> = Effect.suspend(() => {
      if (messages >= (fault.cutAfter ?? Number.POSITIVE_INFINITY)) return Effect.fail(cut());
      if (messages >= (fault.closeAfter ?? Number.POSITIVE_INFINITY)) return Effect.succeed({ closed: "1000" });
      if (messages >= (fault.silentAfter ?? Number.POSITIVE_INFINITY))
        return fault.beatMs === undefined ? Effect.never : beat(fault.beatMs);
      const end = wholeUpTo();
      const frames: Array<string> = [];
      const perFrame = given.bare === true ? 1 : given.linesPerFrame;
      while (at < end && frames.length < perFrame) {
        const newline = log.indexOf("\n", at);
        const next = newline === -1 ? log.length : newline + 1;
        frames.push(`${log.slice(at, newline === -1 ? next : newline)}\n`);
        at = next;
      }
      if (frames.length === 0 && !terminal && fault.beatMs !== undefined) return beat(fault.beatMs);
      messages++;
      if (frames.length === 1 && frames[0] === "\n" && given.bare === true) return Effect.succeed(asLife("empty"));
      if (frames.length > 0) return Effect.succeed({ frames });
      if (!terminal) return Effect.andThen(Effect.sleep(1000), pull);
      return Effect.succeed(given.saysComplete ? { complete: true as const } : { closed: "1000" });
    });
    return { pull };
  });

  const self: ScriptedLive = {
    requests,
    open: 0,
    backend: {
      label: "job x",
      replay: "unknown",
      refuses: (error) => error._tag === "Unauthorized" || error._tag === "RedirectRefused",
      job: Effect.sync(() => {
        seen("job");
        return { status: terminal ? "SUCCEEDED" : "RUNNING", terminal, message: null };
      }),
      socket: live,
      stream: live,
      plain: Effect.gen(function* () {
        const fault = seen("plain");
        if (fault.failWith !== undefined) return yield* Effect.fail(fault.failWith);
        yield* counted;
        const text = log.slice(0, written);
        return { pull: piecesOf(text, (from, to) => text.slice(from, to), 16, fault) };
      }),
    },
  };
  return self;
};
