/** A source that follows the log while it grows. */
export type LiveSource = "websocket" | "stream";

/** What does not change while one tail runs. */
export interface Config {
  /** The server has a log file that can be read on from a position. */
  readonly file: boolean;
  readonly websocket: boolean;
  readonly stream: boolean;
  readonly protocol: "auto" | "websocket" | "http";
  readonly follow: boolean;
  /** `tail: N` with an N above 0: of a job that has ended, the file returns just its last lines. */
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
  /** A check whether the log is lost. */
  | "loss"
  /** A check whether the log is empty. */
  | "empty"
  /** The pause after a failure. */
  | "backOff"
  | "ended";

/** Why a check was made: what was read before it. */
export type CheckedAfter =
  | "fileFailed"
  | "plainFailed"
  | "plainRead"
  /** The plain log was read, and the log seems lost: two further checks must confirm it. */
  | "plainReadLost";

/** How a source failed, as far as the decisions differ. */
export type FailureKind =
  /** It does not pass: the tail fails with it. */
  | "fatal"
  /** Not found, forbidden or redirected: the server, or a proxy, does not have this source. */
  | "refused"
  /** The job has no node yet, so there is no file yet. */
  | "noNode"
  /** There is no file or log yet. */
  | "notReady"
  /** The server responded that it cannot return this source now. */
  | "unavailable"
  /** No response began in time. */
  | "connectTimeout"
  /** The response was shorter than the text that was read before. */
  | "shortLog"
  /** The connection broke. */
  | "cut";

/** Everything that decisions depend on. Plain data. */
export interface Facts {
  readonly step: Step;
  /** The last status was terminal, or the server reported a complete log: what is read from now on is the whole log. */
  readonly final: boolean;
  /** The live source that was left last reported a complete log. */
  readonly complete: boolean;
  /** The live source that was left last ended without such a report. */
  readonly closed: boolean;
  /** The job's status was read at least once. */
  readonly seen: boolean;
  /** Only the last N lines of a finished log are read. */
  readonly lastLines: boolean;
  /** How often in a row each live source was opened without anything new. */
  readonly failedAttempts: Readonly<Record<LiveSource, number>>;
  /** How many times the length of a log that is followed by socket was divided by four. */
  readonly socketCuts: number;
  /** How the log file failed, while the tail continues without it. */
  readonly fileFailure: FailureKind | undefined;
  readonly checkedAfter: CheckedAfter;
  /** The plain log that failed last was shorter than the text that was read before. */
  readonly shortLog: boolean;
  /** Checks in a row that found the log lost. */
  readonly lossChecks: number;
  /** What the first of two checks of an empty log proved. */
  readonly firstProof: "empty" | "lost" | undefined;
  /** Empty logs that were read without `follow` and without proof. */
  readonly unprovenReads: number;
}

/** A live source that was opened this often without anything new is not opened again. */
export const maxFailedAttempts = 2;
/** The length of a log that is followed by socket is divided by four at most this often: 16 MiB become 256 KiB. */
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
  checkedAfter: "plainRead",
  shortLog: false,
  lossChecks: 0,
  firstProof: undefined,
  unprovenReads: 0,
};
