import { JobwireErrorBase } from "./jobwire-error-base.ts";

/**
 * Which limit.
 *
 * - `messages`: `maxMessages`.
 * - `lines`: `maxLines`.
 * - `bytes`: `maxBytes`, or the bound of a whole log in one string.
 * - `message-bytes`: one line is longer than allowed.
 * - `files`: the workers of a job have more logs than one tail follows.
 * - `held-bytes`: the lines of `tail: N` are larger than the client may hold.
 */
export type StreamLimitExceededReason = "messages" | "lines" | "bytes" | "message-bytes" | "files" | "held-bytes";

/** The stream passed a limit that the caller set, or a memory bound. */
export class StreamLimitExceeded extends JobwireErrorBase<StreamLimitExceededReason> {
  /** The name of the class, for stacks and logs. */
  override readonly name: string = "StreamLimitExceeded";
  /** The tag that identifies this kind of error: `error._tag === "StreamLimitExceeded"`. */
  readonly _tag = "StreamLimitExceeded" as const;
}
