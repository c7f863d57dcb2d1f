import type { OversizePolicy } from "../tail/text/line-limit.ts";
import type { StreamLimits } from "../tail/options.ts";

/** Limits of one tail; over one of the first three the tail fails with `StreamLimitExceeded` (429) at its position. */
export interface AgentStreamLimits {
  /** Log messages given. A line that was read from the plain log is one, too. Default 10,000. */
  readonly maxMessages?: number | undefined;
  /** Lines given. Default 50,000. */
  readonly maxLines?: number | undefined;
  /** Bytes of log text given, as UTF-8, with one for the end of each line. Default 52,428,800 (50 MiB). */
  readonly maxBytes?: number | undefined;
  /** Bytes of one line of the log, as UTF-8. Default 10,240. What becomes of a longer one: `oversize`. */
  readonly maxMessageSize?: number | undefined;
  /**
   * `truncate` (default): its first bytes are given, and the batch says so. `skip`: it is left out, and the batch says so.
   * `error`: the tail fails with `StreamLimitExceeded`.
   */
  readonly oversize?: OversizePolicy | undefined;
}

/** The limits of a tail: its own before the client's before the documented ones. */
export const streamLimits = (...given: ReadonlyArray<AgentStreamLimits | undefined>): StreamLimits => {
  const limit = <K extends keyof AgentStreamLimits>(name: K): AgentStreamLimits[K] => {
    for (const limits of given) if (limits?.[name] !== undefined) return limits[name];
    return undefined;
  };
  return {
    maxMessages: limit("maxMessages") ?? 10_000,
    maxLines: limit("maxLines") ?? 50_000,
    maxBytes: limit("maxBytes") ?? 50 * 1024 * 1024,
    maxMessageSize: limit("maxMessageSize") ?? 10_240,
    oversize: limit("oversize") ?? "truncate",
  };
};
