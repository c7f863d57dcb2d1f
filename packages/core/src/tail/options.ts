import type { PendingStatus } from "../poll/pending.ts";
import type { OversizeCounts, OversizePolicy } from "./text/line-limit.ts";
import type { TailPosition } from "./position.ts";

/** Limits of one tail. Absent means no limit, except for `maxHeldLineBytes` (64 MiB), which bounds memory. Above a limit: `StreamLimitExceeded`. */
export interface StreamLimits {
  /** Messages received: socket messages, or pieces of an HTTP body. */
  readonly maxMessages?: number | undefined;
  /** Lines yielded. */
  readonly maxLines?: number | undefined;
  /** Bytes of log text yielded, as UTF-8. */
  readonly maxBytes?: number | undefined;
  /** Bytes of one line, as UTF-8; more is always an error. */
  readonly maxHeldLineBytes?: number | undefined;
  /** Bytes of one line, as UTF-8, above which `oversize` applies. Default: no limit. */
  readonly maxLineBytes?: number | undefined;
  /**
   * For a line above `maxLineBytes`: `truncate` (default) yields its first bytes, cut at a character; `skip` leaves it out.
   * {@link TailBatch.shortened} reports both. `error` ends the tail with `StreamLimitExceeded` (reason `message-bytes`).
   */
  readonly oversize?: OversizePolicy | undefined;
}

/** `auto` catches up by the log file and then uses whatever live source works. `websocket` and `http` restrict the live source. */
export type TailProtocol = "auto" | "websocket" | "http";

/**
 * A source of log text. `file`: the log file endpoint (Ray). `websocket`: the tail socket. `stream`: an HTTP response that stays open
 * (agent). `plain`: the whole log in one response.
 */
export type TailSourceName = "file" | "websocket" | "stream" | "plain";

/** A report of what a tail does besides yielding lines. No program needs it to get the lines right. */
export type TailStatus =
  /** The tail opens its first source. */
  | {
      readonly type: "connecting";
      /** The source that the tail opens. */
      readonly source: TailSourceName;
    }
  /**
   * The tail has yielded all text that the source shows: your program has all of it as soon as it has the batch whose position has
   * this many lines. Some of them may still be on their way to it.
   */
  | {
      readonly type: "live";
      /** The source that is up to date. */
      readonly source: TailSourceName;
      /** The `lines` of the position after that text. */
      readonly lines: number;
    }
  /** A source failed, and the tail tries again after `delayMs`. */
  | {
      readonly type: "retrying";
      /** What failed: a source, or a read of the job's status (`job`). */
      readonly source: TailSourceName | "job";
      /** Counts from 1 and starts again after progress. */
      readonly attempt: number;
      /** Milliseconds until the next attempt. */
      readonly delayMs: number;
      /** The message of the failure, redacted. */
      readonly error: string;
    }
  /**
   * The server limits the rate of requests, and the tail got nothing of its log for `waitedMs`: reported after 5 s, 10 s, 20 s, then less
   * and less often. `reason` is a sentence about the pace.
   */
  | {
      readonly type: "waiting";
      /** What waits: a source, or a read of the job's status (`job`). */
      readonly source: TailSourceName | "job";
      /** Milliseconds since the tail last got something of its log. */
      readonly waitedMs: number;
      /** A sentence about the pace of requests. */
      readonly reason: string;
    }
  /** The tail continues exactly at the position where it was interrupted, after it read `rereadBytes` bytes again. */
  | {
      readonly type: "resumed";
      /** The source with which it continues. */
      readonly source: TailSourceName;
      /** Bytes that the tail read again to find its position; none of them is yielded twice. */
      readonly rereadBytes: number;
    }
  /** The tail changed its source, and why. */
  | {
      readonly type: "source";
      /** The source that the tail uses from now on. */
      readonly source: TailSourceName;
      /** Why it changed, as a phrase for people. */
      readonly reason: string;
    }
  /** The job has not started yet, and why. */
  | PendingStatus
  /** The end is proven, and no line follows. `message` is the server's own sentence about the job. */
  | {
      readonly type: "ended";
      /** The job's status as the server reports it, such as `SUCCEEDED`. */
      readonly jobStatus: string;
      /** The server's own sentence about the job, redacted; null when it has none. */
      readonly message: string | null;
      /** The `lines` of the last position. */
      readonly lines: number;
      /** The lines that `maxLineBytes` changed, if any. */
      readonly shortened?: OversizeCounts;
    };

/** Options of a tail. */
export interface TailOptions {
  /** Restricts the live source. Default `auto`. */
  readonly protocol?: TailProtocol | undefined;
  /** Continue exactly at this position of an earlier tail of the same job. */
  readonly from?: TailPosition | undefined;
  /** Begin with the last N lines (`\r` ends a line too). 0 begins with the lines that are written from now on. You cannot combine it with `from`. */
  readonly tail?: number | undefined;
  /** Default true: follow the log to its proven end. False: read what there is now, then end. */
  readonly follow?: boolean | undefined;
  /** Limits of lines, bytes and messages. Default: none but 64 MiB for one line. */
  readonly limits?: StreamLimits | undefined;
  /** Ends the tail with `Aborted`, which has the position. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each status. An error that it throws ends the tail. */
  readonly onStatus?: ((status: TailStatus) => void) | undefined;
  /** After this long without new log text, in milliseconds, the tail checks the job's status and the source. Default 30,000. */
  readonly idleMs?: number | undefined;
  /** Milliseconds until the tail fails with `Timeout`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Keep retrying after transient failures for this long without a success between them, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /**
   * Once the tail has read the job's status, keep retrying after a 401, a 403 or a redirect to a sign-in for this long, in milliseconds.
   * Default: the client's, 0.
   */
  readonly retryAuthForMs?: number | undefined;
}

/** A line that `maxLineBytes` shortened or left out. */
export interface ShortenedLine {
  /** Its index in the batch's `lines`; for a line that was left out, the index that it would have. */
  readonly index: number;
  /** What happened to the line: `oversize` decides it. */
  readonly action: "truncated" | "skipped";
  /** Its whole length in bytes of UTF-8. */
  readonly bytes: number;
}

/** Lines that arrived together, in order. Empty only when all of them were left out (see `shortened`). */
export interface TailBatch {
  /** Whole lines without their terminators. */
  readonly lines: ReadonlyArray<string>;
  /** The same lines as one string, each followed by `\n`. Cheaper than joining `lines`. */
  readonly text: string;
  /** The position after the last of these lines. */
  readonly position: TailPosition;
  /** Lines above `maxLineBytes`; absent when the batch has none. */
  readonly shortened?: ReadonlyArray<ShortenedLine>;
}

/** A log to follow. Each iteration is a separate tail, from the same start. */
export interface LogTail extends AsyncIterable<string> {
  /** The same lines in batches with positions: many times cheaper than single lines. */
  readonly batches: () => AsyncIterable<TailBatch>;
}
