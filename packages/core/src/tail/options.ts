import type { PendingStatus } from "../poll/pending.ts";
import type { OversizeCounts, OversizePolicy } from "./text/line-limit.ts";
import type { TailPosition } from "./position.ts";

/** Limits of one tail; absent means none, but for `maxMessageBytes` (64 MiB), which bounds memory. Over a limit is `StreamLimitExceeded`. */
export interface StreamLimits {
  /** Messages received (socket messages, or pieces of an HTTP body). */
  readonly maxMessages?: number | undefined;
  /** Lines yielded. */
  readonly maxLines?: number | undefined;
  /** Bytes of log text yielded, as UTF-8. */
  readonly maxBytes?: number | undefined;
  /** Bytes of one line, as UTF-8; more is always an error. */
  readonly maxMessageBytes?: number | undefined;
  /** Bytes of one line, as UTF-8, above which `oversize` says what becomes of it; default none. */
  readonly maxMessageSize?: number | undefined;
  /**
   * A line above `maxMessageSize`: `truncate` (default) gives its first bytes, cut at a character; `skip` leaves it out; both are
   * told by {@link TailBatch.shortened}. `error` ends the tail with `StreamLimitExceeded` (reason `message-bytes`).
   */
  readonly oversize?: OversizePolicy | undefined;
}

/** `auto` catches up by file and goes live by whatever holds; `websocket` and `http` restrict the live source. */
export type TailProtocol = "auto" | "websocket" | "http";

/**
 * A source of log text. `file`: the log file endpoint (Ray); `websocket`: the tail socket; `stream`: an HTTP answer that goes on
 * (agent); `plain`: the whole log in one answer.
 */
export type TailSourceName = "file" | "websocket" | "stream" | "plain";

/** What happens around a tail; never needed to get the lines right. */
export type TailStatus =
  /** The first request of a source is on its way. */
  | { readonly type: "connecting"; readonly source: TailSourceName }
  /** The text is up to date as far as the source can tell. */
  | { readonly type: "live"; readonly source: TailSourceName }
  /** A failure is ridden out; the next attempt follows after `delayMs`. */
  | {
      readonly type: "retrying";
      readonly source: TailSourceName | "job";
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: string;
    }
  /** Reading goes on exactly where it stopped; `rereadBytes` were read again to get there. */
  | { readonly type: "resumed"; readonly source: TailSourceName; readonly rereadBytes: number }
  /** The source was changed, and why. */
  | { readonly type: "source"; readonly source: TailSourceName; readonly reason: string }
  /** The job has not started yet, and why. */
  | PendingStatus
  /** The end is proven; nothing more follows. `message` is the server's own sentence about the job. */
  | {
      readonly type: "ended";
      readonly jobStatus: string;
      readonly message: string | null;
      readonly lines: number;
      /** What `maxMessageSize` did, where it did anything. */
      readonly shortened?: OversizeCounts;
    };

/** Options of a tail. */
export interface TailOptions {
  readonly protocol?: TailProtocol | undefined;
  /** Go on exactly at this position of an earlier tail of the same job. */
  readonly from?: TailPosition | undefined;
  /** Begin with the last N lines (Jobwire's lines: `\r` ends one too). 0 begins with what is new. Not together with `from`. */
  readonly tail?: number | undefined;
  /** Default true: follow to the proven end. False: what is there now. */
  readonly follow?: boolean | undefined;
  readonly limits?: StreamLimits | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each status; what it throws ends the tail. */
  readonly onStatus?: ((status: TailStatus) => void) | undefined;
  /** No bytes for this long, in milliseconds: the job's status is asked and the source checked. Default 30,000. */
  readonly idleMs?: number | undefined;
  /** The whole tail may take this long, in milliseconds. Default: no limit. */
  readonly totalMs?: number | undefined;
  /** How long failures are ridden out without any success between them, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
}

/** A line that `maxMessageSize` shortened or left out. */
export interface ShortenedLine {
  /** Its index in the batch's `lines`; of one that was left out, the index that it would have had. */
  readonly index: number;
  readonly action: "truncated" | "skipped";
  /** Its whole length in bytes of UTF-8. */
  readonly bytes: number;
}

/** Lines that arrived together, in order; empty only when all of them were left out (`shortened`). */
export interface TailBatch {
  /** Whole lines without their terminators. */
  readonly lines: ReadonlyArray<string>;
  /** The same lines as one string, each followed by `\n`; cheaper than joining them. */
  readonly text: string;
  /** The place after the last of these lines. */
  readonly position: TailPosition;
  /** Lines above `maxMessageSize`; absent when there are none. */
  readonly shortened?: ReadonlyArray<ShortenedLine>;
}

/** A log being followed; each iteration is a tail of its own, from the same start. */
export interface LogTail extends AsyncIterable<string> {
  /** The same lines in batches with positions: many times cheaper than line by line. */
  readonly batches: () => AsyncIterable<TailBatch>;
}
