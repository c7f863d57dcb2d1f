/**
 * One decoded frame, event or line of the agent. `text` is always a piece of the log: one or several lines, with `\n` for
 * `\r\n` and `\r`, and with `\n` after the last line as well (an agent may end its messages with a newline or not).
 */
export type AgentEvent =
  | { readonly type: "line"; readonly text: string }
  /**
   * The agent reports that the log is complete. With `text`, the stream has carried only unwrapped lines so far, so the job may
   * have printed this as a line: read the job's status before you trust it, and use `text` as a line if the job still runs.
   */
  | { readonly type: "complete"; readonly text?: string }
  /** The agent reports that the tail failed. `text` as for `complete`. */
  | { readonly type: "error"; readonly message: string; readonly text?: string }
  /** A log line or a heartbeat: all of one kind are the same, except `empty` ones, which may be either. */
  | { readonly type: "maybe"; readonly text: string; readonly kind: string }
  /** A heartbeat without log text. */
  | { readonly type: "nothing" };
