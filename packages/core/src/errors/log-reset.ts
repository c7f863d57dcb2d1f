import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * The content that differs.
 *
 * - `restarted`: all of it: the actor of the log restarted in another worker process, which writes its own log.
 * - `different-bytes`: the bytes of the log file around the position.
 * - `different-lines`: the lines of the plain log.
 * - `different-text`: the text of the live log that was read before.
 */
export type LogResetReason = "different-bytes" | "different-lines" | "different-text" | "restarted";

/** The log at the position is not the log that was read before: it was removed, truncated or replaced. The tail joined nothing. */
export class LogReset extends JobwireErrorBase<LogResetReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "LogReset";
  /** The tag that identifies this kind of error: `error._tag === "LogReset"`. */
  readonly _tag = "LogReset" as const;
}
