import type { FailureKind, LiveSource } from "./facts.ts";

/** What happened. Each answers one command. */
export type Event =
  | {
      readonly type: "statusRead";
      readonly terminal: boolean;
      /** The server's status could not be understood. */
      readonly unreadable: boolean;
      /** The file was read a moment ago at a cost for which it should rest. */
      readonly resting: boolean;
    }
  | {
      readonly type: "statusFailed";
      readonly kind: "notFound" | "badResponse" | "passing" | "fatal";
      /** The job has not been found for so long that it is gone. */
      readonly overdue: boolean;
      /** A later read may succeed. */
      readonly passing: boolean;
    }
  | {
      readonly type: "fileRead";
      /** To its end; else reading continues. */
      readonly ended: boolean;
      readonly newText: boolean;
      /** How many times the limit of a log that is followed by socket may be divided by four until this log is above it. */
      readonly socketFits: number;
      /** So much was read again that any socket is cheaper. */
      readonly longReread: boolean;
    }
  | {
      readonly type: "fileFailed";
      readonly kind: FailureKind;
      /** It returned text or learned about the position before it failed. */
      readonly madeProgress: boolean;
      /** It failed at least twice before this. */
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
      /** Why it failed: `final` is the server's refusal, after which no source is tried; `fatal` means that the source is not there. */
      readonly failure: "none" | "passing" | "fatal" | "final";
    }
  | { readonly type: "lossChecked"; readonly lost: boolean }
  | {
      readonly type: "emptyChecked";
      readonly proof: "empty" | "unproven" | "lost" | "failed";
      /** Of a check that failed: a later one may succeed. */
      readonly passing: boolean;
      /** Of a check that failed: the server is not ready. */
      readonly notReady: boolean;
    }
  | {
      readonly type: "backedOff";
      /** The time to retry is over: the tail fails with the error. */
      readonly exhausted: boolean;
    };
