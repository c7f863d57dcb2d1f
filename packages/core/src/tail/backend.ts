import type { Effect, Scope } from "effect";
import type { JobwireError } from "../errors.ts";
import type { PendingReason } from "../poll/pending.ts";

/** What the tail machine needs to know of a job. */
export interface TailJob {
  /** The server's word, for messages. */
  readonly status: string;
  /** No more output will be written by the job itself. */
  readonly terminal: boolean;
  readonly message: string | null;
  /** The entrypoint's exit code, where the server tells it. */
  readonly exitCode?: number | null;
  /** The job as the client knows it, for errors. */
  readonly job?: unknown;
  /** Of a job that has not started: reads why. Never fails. */
  readonly whyPending?: Effect.Effect<PendingReason>;
  /** Why the server's word could not be made out: then only a live source's own word, or a later answer, can tell of the end. */
  readonly unreadable?: JobwireError;
}

/** Why a job's log cannot be had any more; `why` goes on from "its log is out of reach: ". */
export interface LogLoss {
  readonly reason: "node-dead" | "log-gone" | "log-unreachable";
  readonly why: string;
}

/**
 * What a server tells of a log that came empty: `empty` when it is (the node that has it says so, or the job never ran), `unproven`
 * when it may come yet, or why it cannot be had.
 */
export type EmptyLog = "empty" | "unproven" | LogLoss;

/** Bytes of the log file: the last N raw lines, from the start of a line; ends by itself. */
export interface FileAnswer {
  /** The next bytes, or undefined at the proper end. A cut is a failure, never an end. */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** What a live source said since the last pull. */
export type LiveMessage =
  /** Text of the log, piece by piece; an empty one is a sign of life. */
  | { readonly frames: ReadonlyArray<string> }
  /** It ended, which proves nothing. */
  | { readonly closed: string }
  /** The server says that the log is complete: as good as a terminal status. */
  | { readonly complete: true }
  /**
   * This came `count` times on end, and is text of the log or a sign of life (an empty frame among bare lines, an event of a type
   * that is not known). What one of its `kind` is, all are; `empty` ones may be either each time.
   */
  | { readonly maybe: string; readonly kind: string; readonly count: number }
  /** Something came that may or may not be text of the log: the place of what follows must be found anew. */
  | { readonly doubtful: string };

/** Text of the log as it grows. A failure is a cut, or the server's own refusal. */
export interface LiveAnswer {
  readonly pull: Effect.Effect<LiveMessage, JobwireError>;
}

/** Text of the whole log as it is now; ends by itself. */
export interface PlainAnswer {
  readonly pull: Effect.Effect<string | undefined, JobwireError>;
}

/**
 * The sources that one backend offers for one job. Sources know no position: they give the log from its first byte, or its
 * last N lines, and are cut or end. The tail machine does the rest, once for all backends.
 */
export interface TailBackend {
  /** What to call the job in messages, e.g. `job raysubmit_x at http://…`. */
  readonly label: string;
  /** Reads the job's status now. */
  readonly job: Effect.Effect<TailJob, JobwireError>;
  /**
   * `lines` raw lines from the end, -1 for all. Fails with `NotReady` while there is no file (no node yet), with anything else when
   * it cannot be had. Absent where the server has no such thing: then the plain log is what everything is held against.
   */
  readonly file?: (lines: number) => Effect.Effect<FileAnswer, JobwireError, Scope.Scope>;
  /** Live by WebSocket. Absent where the runtime or the server has none. */
  readonly socket?: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>;
  /** Live by an HTTP answer that goes on. */
  readonly stream?: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>;
  /**
   * Where a live source begins: `always` with the log's first character; `unknown` there or with what was written after it was
   * opened, so that its place must be found in the plain log before its text is given out.
   */
  readonly replay: "always" | "unknown";
  readonly plain: Effect.Effect<PlainAnswer, JobwireError, Scope.Scope>;
  /** True for a failure of a live source that is the server's last word: no other source is tried. */
  readonly refuses: (error: JobwireError) => boolean;
  /** Why the job can write no more and its log cannot be had, whatever its status says (its node is dead); undefined when that is not known. */
  readonly lost?: Effect.Effect<LogLoss | undefined, JobwireError>;
  /**
   * What the server tells of a log that came empty, or shorter than it was. Absent where nothing can be asked: then what came is
   * the log.
   */
  readonly whenEmpty?: Effect.Effect<EmptyLog, JobwireError>;
}

/** A backend whose server gives the log as a file. */
export type FileTailBackend = TailBackend & { readonly file: NonNullable<TailBackend["file"]> };
