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
  /** The entrypoint's exit code, if the server reports it. */
  readonly exitCode?: number | null;
  /** The id that names the job to its backend, for errors. */
  readonly jobId?: string;
  /** The client's job object, for errors. */
  readonly job?: unknown;
  /** Of a job that has not started: reads why. Never fails. */
  readonly whyPending?: Effect.Effect<PendingReason>;
  /** Why the server's word could not be made out: then only a live source's own word, or a later answer, can tell of the end. */
  readonly unreadable?: JobwireError;
}

/** Why a job's log is no longer available; `why` completes "its log is no longer available: …". */
export interface LogLoss {
  readonly reason: "node-dead" | "log-gone" | "log-unreachable";
  readonly why: string;
}

/**
 * What a server proves about an empty log response: `empty` when the log is empty (the node that has the log says so, or the job
 * never ran), `unproven` when text may still arrive, or why the log is lost.
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
   * A message that arrived `count` times in a row and is either log text or a heartbeat (an empty frame between bare lines, an event
   * of an unknown type). All messages of one `kind` mean the same, except kind `empty`, where each may be either.
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
  /** Why the log is lost whatever the job's status says (its node is dead); undefined when nothing shows that. */
  readonly lost?: Effect.Effect<LogLoss | undefined, JobwireError>;
  /**
   * What the server proves about a log response that is empty or shorter than before. Absent when the server has no way to prove
   * it: the response then counts as the log.
   */
  readonly emptyLog?: Effect.Effect<EmptyLog, JobwireError>;
}

/** A backend whose server gives the log as a file. */
export type FileTailBackend = TailBackend & { readonly file: NonNullable<TailBackend["file"]> };
