import type { Effect, Scope } from "effect";
import type { JobwireError } from "../errors.ts";

/** What the tail machine needs to know of a job. */
export interface TailJob {
  /** The server's word, for messages. */
  readonly status: string;
  /** No more output will be written by the job itself. */
  readonly terminal: boolean;
  readonly message: string | null;
}

/** Bytes of the log file: the last N raw lines, from the start of a line; ends by itself. */
export interface FileAnswer {
  /** The next bytes, or undefined at the proper end. A cut is a failure, never an end. */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** Text of the log from its first character on, following it; its end proves nothing. */
export interface SocketAnswer {
  readonly pull: Effect.Effect<{ readonly frames: ReadonlyArray<string> } | { readonly closed: string }, JobwireError>;
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
  /** `lines` raw lines from the end, -1 for all. Fails with `NotReady` while there is no file (no node yet), with anything else when it cannot be had. */
  readonly file: (lines: number) => Effect.Effect<FileAnswer, JobwireError, Scope.Scope>;
  /** Absent where the runtime or the server has none. */
  readonly socket?: Effect.Effect<SocketAnswer, JobwireError, Scope.Scope>;
  readonly plain: Effect.Effect<PlainAnswer, JobwireError, Scope.Scope>;
  /** Why the job can never end by itself although its status says nothing of it (its node is dead); undefined when it can. Asked when no source answers. */
  readonly lost?: Effect.Effect<string | undefined, JobwireError>;
}
