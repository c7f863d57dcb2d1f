import type * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { JobwireError } from "../errors.ts";
import type { PendingReason } from "../poll/pending.ts";
import type { TailPosition } from "./position.ts";
import type { FileAnchor } from "./text/anchor.ts";

/** The state of a job, as a tail needs it. */
export interface TailJob {
  /** The server's own status, for messages. */
  readonly status: string;
  /** The job itself will write no more output. */
  readonly terminal: boolean;
  /** The server's own sentence about the job; null when it has none. */
  readonly message: string | null;
  /** The entrypoint's exit code, if the server reports it. */
  readonly exitCode?: number | null;
  /** The id that names the job to its backend, for errors. */
  readonly jobId?: string;
  /** The client's job object, for errors. */
  readonly job?: unknown;
  /** For a job that has not started: reads why. Never fails. */
  readonly whyPending?: Effect.Effect<PendingReason>;
  /** Why the status is unreadable. Then only a live source's own report, or a later response, shows the end. */
  readonly unreadable?: JobwireError;
}

/** Why a job's log is no longer available; `why` completes "its log is no longer available: …". */
export interface LogLoss {
  /** The cause: the node died, the log was removed, or nobody can reach the node. */
  readonly reason: "node-dead" | "log-gone" | "log-unreachable";
  /** The rest of a sentence, such as `the node that ran the job is dead`. */
  readonly why: string;
}

/**
 * The server's proof about an empty log response: `empty` when the log is empty (the node that has the log reports it, or the job
 * never ran), `unproven` when text may still arrive, or why the log is lost.
 */
export type EmptyLog = "empty" | "unproven" | LogLoss;

/** Bytes of the log file, from the start of a line; ends by itself. */
export interface FileAnswer {
  /** The next bytes, or undefined at the end. A cut is a failure, never an end. */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** Why a read of the log file ended. */
export interface FileEnd {
  /** The file was read to its end; false when reading continues with another call of `readFrom`. */
  readonly ended: boolean;
  /** The file looks unchanged since it was last read to its end; nothing was compared with the text that the tail has. */
  readonly quiet?: true;
  /** The server reports that the log is complete at this end: as good as a terminal status. */
  readonly complete?: true;
  /** The error that cut the response after the returned bytes. */
  readonly cutBy?: JobwireError;
}

/** One read of the log file, which begins exactly at an anchor. */
export interface FileReading {
  /** Bytes before the anchor that were read again to find it. */
  readonly rereadBytes: number;
  /**
   * The next bytes of the file, or why the read ended. Empty bytes: everything that the file has now was
   * returned, and the next call waits for more. `anchor` is the last line start at or before the end of the bytes
   * returned so far.
   */
  readonly next: (anchor: FileAnchor) => Effect.Effect<Uint8Array | FileEnd, JobwireError>;
}

/** The tail's knowledge when it reads the log file. */
export interface FileState {
  /** The job was terminal before this read, so the file probably does not grow. */
  readonly final: boolean;
  /** Text after the anchor arrived from another source since the file was last read to its end. */
  readonly ahead: boolean;
  /** About how many raw lines of the file after the anchor are known from other sources. */
  readonly aheadLines: number;
}

/** The log file of one job, for one tail: it keeps its knowledge about the file. */
export interface LogFile {
  /**
   * The file's bytes from the anchor on. Fails with `LogReset` when the file does not contain what was read before, with `NotReady`
   * while there is no file (no node yet), and with anything else when the file is not available.
   */
  readonly readFrom: (at: FileAnchor, state: FileState) => Effect.Effect<FileReading, JobwireError, Scope.Scope>;
  /** The file's last raw lines, at most `maxBytes` of them. */
  readonly readEnd: (
    lines: number,
    maxBytes: number,
  ) => Effect.Effect<
    {
      /** The last raw lines, byte for byte. */
      readonly bytes: Uint8Array;
      /** True when the last of them ends with a newline. */
      readonly ended: boolean;
    },
    JobwireError
  >;
  /** Changes whenever a search for the anchor, also one that failed, learned something. */
  readonly progress: () => string;
}

/** The messages that a live source sent since the last pull. */
export type LiveMessage =
  /** Text of the log, piece by piece; an empty one is a heartbeat. */
  | {
      /** The pieces of text, in order. */
      readonly frames: ReadonlyArray<string>;
    }
  /** The same as valid UTF-8. */
  | {
      /** The pieces of text, in order, each as valid UTF-8. */
      readonly encoded: ReadonlyArray<Uint8Array>;
    }
  /** The source ended, which proves nothing. */
  | {
      /** Why the source ended, for messages. */
      readonly closed: string;
    }
  /** The server reports that the log is complete: as good as a terminal status. */
  | {
      /** The server's report that the log is complete. */
      readonly complete: true;
    }
  /**
   * A message that arrived `count` times in a row and is either log text or a heartbeat (an empty frame between bare lines, an event
   * of an unknown type). All messages of one `kind` mean the same, except kind `empty`, where each may be either.
   */
  | {
      /** The text of the message, if it is log text. */
      readonly maybe: string;
      /** The kind of message; all of one kind mean the same, except `empty`. */
      readonly kind: string;
      /** How often it arrived in a row. */
      readonly count: number;
    }
  /** A message that may or may not be log text: the position of the text after it must be found again. */
  | {
      /** The text of the message. */
      readonly doubtful: string;
    };

/** The text of the log as it grows. A failure is a cut, or the server's own refusal. */
export interface LiveAnswer {
  /** The next message. Waits until one arrives; an interrupted pull loses nothing. */
  readonly pull: Effect.Effect<LiveMessage, JobwireError>;
  /**
   * The same; undefined when no message arrives within this many milliseconds, and then the next pull gets it. Absent: the tail pulls
   * in a fiber of its own, which costs more.
   */
  readonly pullWithin?: (waitMs: number) => Effect.Effect<LiveMessage | undefined, JobwireError>;
}

/** The text of the whole log as it is now; ends by itself. */
export interface PlainAnswer {
  /** The next piece of text; undefined at the end of the log. */
  readonly pull: Effect.Effect<string | undefined, JobwireError>;
}

/**
 * The sources that one backend offers for one job. Sources know nothing of the tail's position: they return the log from its first
 * byte or its last lines, and they end or are cut. The tail does the rest, once for all backends.
 */
export interface TailBackend {
  /** The name of the job in messages, e.g. `job raysubmit_x at http://…`. */
  readonly label: string;
  /** Reads the job's status now. */
  readonly job: Effect.Effect<TailJob, JobwireError>;
  /**
   * The log file, for one tail; `lastLines` opens only the last N lines of a file that no longer grows. Absent when the server
   * has no log file: then the plain log is the reference.
   */
  readonly logFile?: (view?: {
    /** Open only this many lines at the end of the file. */
    readonly lastLines?: number | undefined;
  }) => LogFile;
  /**
   * Where the last N lines of the log begin now, as a position, for a server that knows it. Absent: a tail of the last lines reads the
   * whole log.
   */
  readonly lineStart?: (lastLines: number) => Effect.Effect<TailPosition, JobwireError>;
  /**
   * The log file is the only source, and follows itself: the tail asks for it again after every failure that may pass. Then `plain` only
   * repeats the refusal of the file. Default false: after some failures the tail reads another source.
   */
  readonly onlyFile?: boolean;
  /** Live text by WebSocket. Absent when the runtime or the server has none. */
  readonly socket?: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>;
  /** Live text by an HTTP response that stays open. */
  readonly stream?: Effect.Effect<LiveAnswer, JobwireError, Scope.Scope>;
  /**
   * Where a live source begins: `always` with the log's first character; `unknown` there or with the text written after it was
   * opened, so that its position must be found in the plain log before its text is emitted.
   */
  readonly replay: "always" | "unknown";
  /** The whole log in one response. */
  readonly plain: Effect.Effect<PlainAnswer, JobwireError, Scope.Scope>;
  /** The UTF-16 units of log text that may wait for the consumer now, if the client limits them for all its tails together. */
  readonly waitingUnits?: () => number;
  /** Why requests wait for their turn: the server limits their rate. Undefined while they do not. */
  readonly limited?: () => string | undefined;
  /** True for a failure of a live source that is the server's final refusal: the tail tries no other source. */
  readonly refuses: (error: JobwireError) => boolean;
  /** Why the log is lost whatever the job's status is (its node is dead); undefined when nothing shows that. */
  readonly lost?: Effect.Effect<LogLoss | undefined, JobwireError>;
  /**
   * Checks the server's proof about a log response that is empty or shorter than before. Absent when the server has no way to prove
   * it: the response then counts as the log.
   */
  readonly emptyLog?: Effect.Effect<EmptyLog, JobwireError>;
  /**
   * Why a job that the server knew at this time (milliseconds of the monotonic clock) and does not know now is gone for good;
   * undefined while nothing proves it. Absent when the server never proves it: then time decides.
   */
  readonly forgottenSince?: (seenAt: number) => Effect.Effect<string | undefined>;
}
