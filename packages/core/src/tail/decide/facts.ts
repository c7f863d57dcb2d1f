/** A source that follows the log while it grows. */
export type LiveSource = "websocket" | "stream";

/** The facts that do not change while one tail runs. */
export interface Config {
  /** The server has a log file, and the tail can continue it from a position. */
  readonly file: boolean;
  readonly websocket: boolean;
  readonly stream: boolean;
  readonly protocol: "auto" | "websocket" | "http";
  readonly follow: boolean;
  /** `tail: N` with an N above 0: for a job that has ended, the file returns only its last lines. */
  readonly lastLines: boolean;
  /** The server can show that a log is lost. */
  readonly showsLoss: boolean;
  /** The server can prove that a log is empty. */
  readonly provesEmpty: boolean;
}

/** What the tail is waiting for. */
export type Step =
  | "status"
  | "file"
  | "plain"
  | LiveSource
  /** The result of a check whether the log is lost. */
  | "loss"
  /** The result of a check whether the log is empty. */
  | "empty"
  /** The end of the pause after a failure. */
  | "backOff"
  | "ended";

/** Why a check runs: the step before it. */
export type CheckedAfter =
  | "fileFailed"
  | "plainFailed"
  | "plainRead"
  /** The plain log was read, and the log seems lost: two further checks must confirm it. */
  | "plainReadLost";

/** How a source failed; the decisions distinguish no more than this. */
export type FailureKind =
  /** A retry cannot fix it: the tail fails with it. */
  | "fatal"
  /** Not found, unauthorised, forbidden or redirected: the server, or a proxy, does not pass this source. */
  | "refused"
  /** The job has no node yet, so there is no file yet. */
  | "noNode"
  /** The file or log does not exist yet. */
  | "notReady"
  /** The server, or a proxy, limits the rate of requests: the same request may pass a moment later. */
  | "throttled"
  /** The server responded that it cannot return this source now. */
  | "unavailable"
  /** No response began in time. */
  | "connectTimeout"
  /** The response was shorter than the text that the tail read before. */
  | "shortLog"
  /** The response is only the end of the log. */
  | "truncated"
  /** The connection broke. */
  | "cut";

/** All inputs of the decisions, as plain data. */
export interface Facts {
  readonly step: Step;
  /** The last status was terminal, or the server reported a complete log: the next complete read is the whole log. */
  readonly final: boolean;
  /** The last live source, or the log file, was reported to be complete. */
  readonly complete: boolean;
  /** The last live source ended without such a report. */
  readonly closed: boolean;
  /** The tail has read the job's status at least once. */
  readonly seen: boolean;
  /** The tail reads only the last N lines of a finished log. */
  readonly lastLines: boolean;
  /** How often in a row the tail opened each live source without anything new. */
  readonly failedAttempts: Readonly<Record<LiveSource, number>>;
  /** How many times the tail divided the size limit for following by socket by four. */
  readonly socketCuts: number;
  /** How the log file failed, while the tail continues without it. `refused` lasts until the tail asks for the file again. */
  readonly fileFailure: FailureKind | undefined;
  /** The file and the plain log are both refused: a second refusal, after another status, ends the tail. */
  readonly plainRefused: boolean;
  /** The request that the server refused because of its rate: the tail repeats it after the pause, without another status. */
  readonly again: "file" | "plain" | LiveSource | undefined;
  readonly checkedAfter: CheckedAfter;
  /** The last plain log that failed was shorter than the text that the tail read before. */
  readonly shortLog: boolean;
  /** Consecutive checks that found the log lost. */
  readonly lossChecks: number;
  /** The proof of the first of two checks of an empty log. */
  readonly firstProof: "empty" | "lost" | undefined;
  /** The number of empty logs that the tail read without `follow` and without proof. */
  readonly unprovenReads: number;
}

/** The tail does not open a live source again that it opened this often without anything new. */
export const maxFailedAttempts = 2;
/** The tail divides the size limit for following by socket by four at most this often: 16 MiB become 256 KiB. */
export const maxSocketCuts = 3;
/** Without `follow`, the tail reads an unproven empty log this often. */
export const maxUnprovenReads = 3;
/** A single check may catch the server between two states (a head that is starting), so two checks must agree. */
export const neededLossChecks = 2;

/** The facts before the first status. */
export const initialFacts: Facts = {
  step: "status",
  final: false,
  complete: false,
  closed: false,
  seen: false,
  lastLines: false,
  failedAttempts: { websocket: 0, stream: 0 },
  socketCuts: 0,
  fileFailure: undefined,
  plainRefused: false,
  again: undefined,
  checkedAfter: "plainRead",
  shortLog: false,
  lossChecks: 0,
  firstProof: undefined,
  unprovenReads: 0,
};
