import type { OversizePolicy } from "../tail/text/line-limit.ts";
import type { StreamLimits } from "../tail/options.ts";

/** Limits of one tail. Beyond one of the first three, the tail fails with `StreamLimitExceeded` (429) at its position. */
export interface AgentStreamLimits {
  /** The number of log messages; a line from the plain log counts as one. Default 10,000. */
  readonly maxMessages?: number | undefined;
  /** The number of lines. Default 50,000. */
  readonly maxLines?: number | undefined;
  /** The bytes of log text as UTF-8, with one for the end of each line. Default 52,428,800 (50 MiB). */
  readonly maxBytes?: number | undefined;
  /** The bytes of one line as UTF-8. Default 10,240. `oversize` decides what happens to a longer one. */
  readonly maxLineBytes?: number | undefined;
  /**
   * The treatment of a line longer than `maxLineBytes`. `truncate` (default): the tail yields its first bytes, and the batch
   * reports it. `skip`: the tail omits it, and the batch reports it. `error`: the tail fails with `StreamLimitExceeded`.
   */
  readonly oversize?: OversizePolicy | undefined;
}

/** The limits of a tail: its own override the client's, which override the documented defaults. */
export const agentStreamLimits = (...given: ReadonlyArray<AgentStreamLimits | undefined>): StreamLimits => {
  const limit = <K extends keyof AgentStreamLimits>(name: K): AgentStreamLimits[K] => {
    for (const limits of given) if (limits?.[name] !== undefined) return limits[name];
    return undefined;
  };
  return {
    maxMessages: limit("maxMessages") ?? 10_000,
    maxLines: limit("maxLines") ?? 50_000,
    maxBytes: limit("maxBytes") ?? 50 * 1024 * 1024,
    maxLineBytes: limit("maxLineBytes") ?? 10_240,
    oversize: limit("oversize") ?? "truncate",
  };
};
