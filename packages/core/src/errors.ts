/**
 * Jobwire's one family of errors: a closed list of tags, one class each, the finer cause in `reason`.
 *
 * They are ordinary `Error`s, so Promise users need no Effect; their `_tag` makes `Effect.catchTag` work.
 * A message says what happened, where, and what to do, and never holds a credential.
 *
 * @module
 */
import type { TailPosition } from "./tail/position.ts";

/** What every Jobwire error may carry. */
export interface ErrorDetails {
  /** What happened, where, what to do; one line, no credential. */
  readonly message: string;
  /** The finer cause, in kebab-case; stable within a major version. */
  readonly reason?: string | undefined;
  /** The HTTP status that the server gave, or the one the agent's documentation assigns. */
  readonly statusCode?: number | undefined;
  readonly cause?: unknown;
  /** On errors of a tail: everything before this was yielded, nothing after it; give it to `from` to go on. */
  readonly position?: TailPosition | undefined;
  /** The server's own text in full (bounded to 64 KiB), where the message only shows its last meaningful line. */
  readonly serverText?: string | undefined;
  /** Milliseconds that the server asked to wait (Retry-After), between 0 and an hour; retries honour it. */
  readonly retryAfterMs?: number | undefined;
}

const guard = Symbol.for("@jobwire/error");

/** A property that `inspect` does not print; redaction may replace it. */
const hidden = (value: unknown): PropertyDescriptor => ({
  value,
  enumerable: false,
  writable: true,
  configurable: true,
});

/** The base of all Jobwire errors; use {@link isJobwireError} to test, since two copies of the package may be loaded. */
export abstract class JobwireErrorBase extends Error {
  abstract readonly _tag: string;
  readonly isJobwireError = true as const;
  readonly reason: string | undefined;
  readonly statusCode: number | undefined;
  /** On errors of a tail, where it stood. */
  position: TailPosition | undefined;
  declare readonly serverText: string | undefined;
  /** Milliseconds that the server asked to wait, where it did. */
  readonly retryAfterMs: number | undefined;
  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = details.reason;
    this.statusCode = details.statusCode;
    this.position = details.position;
    this.retryAfterMs = details.retryAfterMs;
    // Up to 64 KiB that `inspect` need not print; the message has its last meaningful line.
    Object.defineProperty(this, "serverText", hidden(details.serverText));
    Object.defineProperty(this, guard, { value: true });
  }
  /** Plain data for logs; holds no cause, since causes may hold what a runtime put there. */
  toJSON(): Record<string, unknown> {
    return {
      error: this._tag,
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.statusCode === undefined ? {} : { statusCode: this.statusCode }),
      ...(this.position === undefined ? {} : { position: this.position }),
    };
  }
}

/** No connection, or it was lost and the time to retry (`retryForMs`) ran out. Reasons: see `FaultReason` of the adapter. */
export class ConnectionFailed extends JobwireErrorBase {
  override readonly name: string = "ConnectionFailed";
  readonly _tag = "ConnectionFailed" as const;
}
/** A limit of time ran out. Reasons: `connect`, `idle`, `total`, `deadline`. */
export class Timeout extends JobwireErrorBase {
  override readonly name: string = "Timeout";
  readonly _tag = "Timeout" as const;
  /** Of a wait: the job as it was last seen; undefined when it never was. */
  declare readonly job: unknown;
  /** Of a wait: milliseconds that it took. */
  readonly elapsedMs: number | undefined;
  constructor(details: ErrorDetails & { readonly job?: unknown; readonly elapsedMs?: number | undefined }) {
    super(details);
    this.elapsedMs = details.elapsedMs;
    // For the program; `inspect` need not print a whole job.
    Object.defineProperty(this, "job", hidden(details.job));
  }
}
/** The caller's AbortSignal fired; `cause` is the signal's reason. */
export class Aborted extends JobwireErrorBase {
  override readonly name: string = "Aborted";
  readonly _tag = "Aborted" as const;
}
/** 401: no credential, or one the server does not know. */
export class Unauthorized extends JobwireErrorBase {
  override readonly name: string = "Unauthorized";
  readonly _tag = "Unauthorized" as const;
}
/** 403: the credential is known or malformed, and refused. */
export class Forbidden extends JobwireErrorBase {
  override readonly name: string = "Forbidden";
  readonly _tag = "Forbidden" as const;
}
/** The job (or other named thing) does not exist. */
export class NotFound extends JobwireErrorBase {
  override readonly name: string = "NotFound";
  readonly _tag = "NotFound" as const;
}
/** The state of the thing forbids it. Reasons: `exists` (id taken), `not-terminal` (delete of a running job). */
export class Conflict extends JobwireErrorBase {
  override readonly name: string = "Conflict";
  readonly _tag = "Conflict" as const;
}
/** The request is wrong: refused before it was sent (reason `local`) or by the server (reason `server`). */
export class InvalidRequest extends JobwireErrorBase {
  override readonly name: string = "InvalidRequest";
  readonly _tag = "InvalidRequest" as const;
}
/** Ray refuses writes of a browser: not sent at all (reason `local`), or answered with 405. */
export class BrowserRefused extends JobwireErrorBase {
  override readonly name: string = "BrowserRefused";
  readonly _tag = "BrowserRefused" as const;
}
/**
 * The server pointed elsewhere; credentials are not taken to another origin. Reasons: `cross-origin`, `method`, `too-many`,
 * `hidden` (the runtime shows no target, as in a browser).
 */
export class RedirectRefused extends JobwireErrorBase {
  override readonly name: string = "RedirectRefused";
  readonly _tag = "RedirectRefused" as const;
}
/** 429, and the time to retry ran out. */
export class RateLimited extends JobwireErrorBase {
  override readonly name: string = "RateLimited";
  readonly _tag = "RateLimited" as const;
}
/** The server failed (5xx). */
export class ServerError extends JobwireErrorBase {
  override readonly name: string = "ServerError";
  readonly _tag = "ServerError" as const;
}
/** An answer that makes no sense: not JSON, wrong shape, over a bound, an unexpected status. */
export class BadResponse extends JobwireErrorBase {
  override readonly name: string = "BadResponse";
  readonly _tag = "BadResponse" as const;
}
/** The thing exists but cannot serve yet. */
export class NotReady extends JobwireErrorBase {
  override readonly name: string = "NotReady";
  readonly _tag = "NotReady" as const;
}
/** The log at the position is not the log that was read before: removed, truncated or replaced. Nothing was spliced. */
export class LogReset extends JobwireErrorBase {
  override readonly name: string = "LogReset";
  readonly _tag = "LogReset" as const;
}
/** A limit that the caller set (or a memory bound) was passed. Reasons: `messages`, `lines`, `bytes`, `message-bytes`. */
export class StreamLimitExceeded extends JobwireErrorBase {
  override readonly name: string = "StreamLimitExceeded";
  readonly _tag = "StreamLimitExceeded" as const;
}
/**
 * The job ended without success, or an application of Serve could not be deployed (reason `deploy-failed`). Reasons, of reasoner
 * jobs: `failed`, `aborted`, `canceled`, and what an abort meant: `client-disconnected`, `transaction-timeout`,
 * `guard-rail-violation`.
 */
export class JobFailed extends JobwireErrorBase {
  override readonly name: string = "JobFailed";
  readonly _tag = "JobFailed" as const;
  /** The server's code for the failure, such as `JOB_ENTRYPOINT_COMMAND_ERROR`, or null. */
  readonly errorType: string | null;
  /** The entrypoint's exit code; negative for a signal; null when it never ran. */
  readonly exitCode: number | null;
  /** Of reasoner jobs: the terminal job. */
  declare readonly job: unknown;
  constructor(
    details: ErrorDetails & {
      readonly errorType?: string | null;
      readonly exitCode?: number | null;
      readonly job?: unknown;
    },
  ) {
    super(details);
    this.errorType = details.errorType ?? null;
    this.exitCode = details.exitCode ?? null;
    Object.defineProperty(this, "job", hidden(details.job));
  }
}
/** The job was stopped. */
export class JobStopped extends JobwireErrorBase {
  override readonly name: string = "JobStopped";
  readonly _tag = "JobStopped" as const;
}
/**
 * The job, or its log, was there and is not any more, or nothing will ever start the job. Reasons: `gone` (the server does not know
 * the job any more), `node-dead` (its node is dead or forgotten), `log-gone` (its node is alive but has no log file of it),
 * `log-unreachable` (its log response is empty, and nothing proves that the log is empty), `never-started` (the job is listed, but
 * Ray has nothing that would start it).
 */
export class JobLost extends JobwireErrorBase {
  override readonly name: string = "JobLost";
  readonly _tag = "JobLost" as const;
  /** The job's status as it was read last, such as `SUCCEEDED`; null when none was read. */
  readonly jobStatus: string | null;
  /** The entrypoint's exit code, where the server told it. */
  readonly exitCode: number | null;
  /** The job as it was read last, where it was. */
  declare readonly job: unknown;
  constructor(
    details: ErrorDetails & {
      readonly jobStatus?: string | null | undefined;
      readonly exitCode?: number | null | undefined;
      readonly job?: unknown;
    },
  ) {
    super(details);
    this.jobStatus = details.jobStatus ?? null;
    this.exitCode = details.exitCode ?? null;
    Object.defineProperty(this, "job", hidden(details.job));
  }
  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), ...(this.jobStatus === null ? {} : { jobStatus: this.jobStatus }) };
  }
}
/** A create was sent and its outcome cannot be known; it was not repeated. */
export class CreateOutcomeUnknown extends JobwireErrorBase {
  override readonly name: string = "CreateOutcomeUnknown";
  readonly _tag = "CreateOutcomeUnknown" as const;
}

/** Any error of the family. */
export type JobwireError =
  | ConnectionFailed
  | Timeout
  | Aborted
  | Unauthorized
  | Forbidden
  | NotFound
  | Conflict
  | InvalidRequest
  | BrowserRefused
  | RedirectRefused
  | RateLimited
  | ServerError
  | BadResponse
  | NotReady
  | LogReset
  | StreamLimitExceeded
  | JobFailed
  | JobStopped
  | JobLost
  | CreateOutcomeUnknown;

/** The tags of {@link JobwireError}. */
export type JobwireErrorTag = JobwireError["_tag"];

/** True for any error of the family, also one made by another copy of the package. */
export const isJobwireError = (value: unknown): value is JobwireError =>
  typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[guard] === true;
