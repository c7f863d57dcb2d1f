/** What to do with a log message that is longer than the limit. An `error` or `complete` event is never too long. */
export type OversizePolicy = "error" | "truncate" | "skip";

/**
 * One frame, event or line of the agent, decoded. `text` is always a piece of the log: one line or several, `\r\n` and `\r`
 * made `\n`, the last line ended by `\n`, too (an agent may end its messages in a newline or not).
 */
export type AgentEvent =
  | { readonly type: "line"; readonly text: string }
  /**
   * A log message above the limit. `text` is all of it, for the position in the log; `shown` is what the policy lets through:
   * the first bytes, cut at a character and ended by `\n` (`truncate`), or nothing (`skip`, `error`).
   */
  | {
      readonly type: "oversize";
      readonly policy: OversizePolicy;
      readonly text: string;
      readonly shown: string;
      /** Length of the message without its final newline, in bytes of UTF-8. */
      readonly bytes: number;
    }
  /**
   * The agent says that the log is complete. With `text`, the stream carried unwrapped lines so far, so that this may as well
   * be a line the job printed: ask for the job's status before believing it, and take `text` as a line if the job still runs.
   */
  | { readonly type: "complete"; readonly text?: string }
  /** The agent says that the tail failed. `text` as for `complete`. */
  | { readonly type: "error"; readonly message: string; readonly text?: string }
  /** A sign of life without log text. */
  | { readonly type: "nothing" };
