import type { LiveSource } from "./facts.ts";

/** Whose error a command is about: the last one of that kind. */
export type ErrorOf =
  | "status"
  | "file"
  | "plain"
  | "live"
  | "loss"
  | "empty"
  | "unproven"
  | "gone"
  | "unreadable"
  | "backOff";

/** The window of retries that a pause belongs to: of the job's status, of a sign-in, or of the sources. */
export type Retries = "job" | "signIn" | "file";

/** A command that produces an event. The last command of every decision is one of these, or ends the tail. */
export type Request =
  | { readonly command: "readStatus" }
  | { readonly command: "readFile"; readonly final: boolean }
  | {
      readonly command: "readPlain";
      readonly final: boolean;
      /** Compare the number of lines with those emitted: without a file, nothing else checks a live source. */
      readonly judge: boolean;
      /** The log seems lost: wait less long for it. */
      readonly hurried: boolean;
    }
  | {
      readonly command: "follow";
      readonly source: LiveSource;
      /** The log file can be read beside the live source. */
      readonly besideFile: boolean;
    }
  /** `fresh: false` accepts a result of the last seconds. */
  | { readonly command: "checkLoss"; readonly fresh: boolean }
  | { readonly command: "checkEmpty" }
  | {
      readonly command: "backOff";
      readonly retries: Retries;
      readonly error: ErrorOf;
      readonly madeProgress: boolean;
    };

/** A command that ends the tail. */
export type Ending =
  | { readonly command: "finish"; readonly proven: boolean }
  | { readonly command: "fail"; readonly error: ErrorOf };

/** A command without an event, before the last one. */
export type Step =
  /**
   * `look`: until the next look at a source. `plainLook`: the same, but longer after a costly read of the plain log. `slowLook`: the
   * same, while the plain log replaces the log file. `second`: one second. `checks`: between two checks of one fact.
   */
  | { readonly command: "pause"; readonly for: "look" | "plainLook" | "slowLook" | "second" | "checks" }
  /** Sets how long the next looks wait. */
  | { readonly command: "pace"; readonly to: "fastest" | "slower" | "slightlySlower" }
  /** Leaves the file alone for a while, in proportion to the cost of the last read. */
  | { readonly command: "restFile" }
  /** Restarts the window of retries. */
  | { readonly command: "succeeded"; readonly retries: "job" | "file" }
  /** Begins again with nothing received: with the last N lines of a finished log, or with the whole log. */
  | { readonly command: "restart"; readonly lastLines: boolean }
  /** Reads the job's status until it is terminal, for a few seconds: the log is lost, and the job's own end may follow. */
  | { readonly command: "readEnd" }
  /** Emits the lines held for `tail: N`. */
  | { readonly command: "release" }
  | { readonly command: "report"; readonly report: "live" | "resumed" | "resuming" }
  /** Reports the new source, and why the tail uses it. */
  | {
      readonly command: "use";
      readonly source: "file" | "plain" | LiveSource;
      readonly why: "next" | "fileUnavailable" | "nothingNew" | "liveRefused";
    };

/** The commands, in order. */
export type Command = Step | Request | Ending;
