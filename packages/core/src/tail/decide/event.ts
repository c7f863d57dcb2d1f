import type { FailureKind, LiveSource } from "./facts.ts";

/** The result of one command. */
export type Event =
  | {
      readonly type: "statusRead";
      readonly terminal: boolean;
      /** The server's status was unreadable. */
      readonly unreadable: boolean;
      /** The last read of the file was so costly that the tail leaves the file alone for now. */
      readonly resting: boolean;
      /** The file was refused so long ago that the tail asks for it again. */
      readonly retryFile: boolean;
    }
  | {
      readonly type: "statusFailed";
      /** `signIn`: the server wants a sign-in, which it had before, and the caller waits for the next one. */
      readonly kind: "notFound" | "badResponse" | "signIn" | "passing" | "fatal";
      /** The server has not known the job for so long that the job is gone. */
      readonly overdue: boolean;
      /** A later read may succeed. */
      readonly passing: boolean;
    }
  | {
      readonly type: "fileRead";
      /** To its end; else reading continues. */
      readonly ended: boolean;
      /** With `ended`: the server reported that the log is complete there. Absent: it did not. */
      readonly complete?: boolean;
      readonly newText: boolean;
      /** How many times the limit of a log that is followed by socket may be divided by four until this log is above it. */
      readonly socketFits: number;
      /** The tail read so much again that any socket is cheaper. */
      readonly longReread: boolean;
    }
  | {
      readonly type: "fileFailed";
      readonly kind: FailureKind;
      /** It returned text or learned about the position before it failed. */
      readonly madeProgress: boolean;
      /** It had failed at least twice before; for `throttled`, the tail repeated it three times since the last status. */
      readonly repeated: boolean;
    }
  | { readonly type: "plainRead"; readonly newText: boolean; readonly empty: boolean }
  | { readonly type: "plainFailed"; readonly kind: FailureKind }
  | {
      readonly type: "left";
      readonly source: LiveSource;
      readonly why: "closed" | "terminal" | "complete" | "stalled" | "ambiguous" | "failed";
      readonly newText: boolean;
      /** The tail received text meanwhile, from the source or beside it. */
      readonly moved: boolean;
      /**
       * Why it failed: `final` is the server's refusal of the job, after which the tail tries no source; `fatal` means that the source
       * does not exist, or is refused; `throttled` means that the server limits the rate of requests.
       */
      readonly failure: "none" | "passing" | "throttled" | "fatal" | "final";
    }
  | { readonly type: "lossChecked"; readonly lost: boolean }
  | {
      readonly type: "emptyChecked";
      readonly proof: "empty" | "unproven" | "lost" | "failed";
      /** For a failed check: a later one may succeed. */
      readonly passing: boolean;
      /** For a failed check: the server is not ready. */
      readonly notReady: boolean;
    }
  | {
      readonly type: "backedOff";
      /** The time to retry is over: the tail fails with the error. */
      readonly exhausted: boolean;
      /** The tail read the job's status a moment ago. */
      readonly statusFresh: boolean;
    };
