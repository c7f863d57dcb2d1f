/**
 * One frame, event or line of the agent, decoded. `text` is always a piece of the log: one line or several, `\r\n` and `\r`
 * made `\n`, the last line ended by `\n`, too (an agent may end its messages in a newline or not).
 */
export type AgentEvent =
  | { readonly type: "line"; readonly text: string }
  /**
   * The agent says that the log is complete. With `text`, the stream carried unwrapped lines so far, so that this may as well
   * be a line the job printed: ask for the job's status before believing it, and take `text` as a line if the job still runs.
   */
  | { readonly type: "complete"; readonly text?: string }
  /** The agent says that the tail failed. `text` as for `complete`. */
  | { readonly type: "error"; readonly message: string; readonly text?: string }
  /** A log line or a heartbeat: all of one kind are the same, except `empty` ones, which may be either. */
  | { readonly type: "maybe"; readonly text: string; readonly kind: string }
  /** A sign of life without log text. */
  | { readonly type: "nothing" };
