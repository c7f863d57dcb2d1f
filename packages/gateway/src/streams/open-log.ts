import { offsetOfLine } from "../log/line-positions.ts";
import { logView } from "../log/log-view.ts";
import type { FollowedLog } from "../log/followed-log.ts";
import type { FollowedLogs } from "../log/followed-logs.ts";
import type { LogSource } from "../log/log-source.ts";
import { overloaded } from "../api/refusals.ts";
import { formatOffset } from "./format-offset.ts";
import { offsetBytes } from "./offset.ts";
import type { OpenStream, StreamStart } from "./read-stream.ts";

/** A log, opened for one request. */
export interface OpenLog extends OpenStream {
  readonly log: FollowedLog;
  /** Resolves when the log was read up to what its source has now; fails with the log's failure, or when that takes too long. */
  readonly caughtUp: (signal: AbortSignal) => Promise<void>;
}

const fillMs = 1000;

/** Waits until a condition holds, a failure ends the log, or the time is over. */
const until = async (
  log: FollowedLog,
  holds: () => boolean,
  waitMs: number,
  signal: AbortSignal,
  now: () => number,
): Promise<void> => {
  const end = now() + waitMs;
  for (;;) {
    const seen = log.version;
    const leftMs = end - now();
    if (holds() || log.closed || log.failure !== undefined || leftMs <= 0 || signal.aborted) return;
    await log.changed(seen, leftMs, signal);
  }
};

/** Opens a log for a reader: an offset, `-1` (the start), `now` (the end) or the last N lines are where it begins. */
export const openLog = (
  logs: FollowedLogs,
  key: string,
  source: () => LogSource,
  start: StreamStart,
  waitMs: number,
  now: () => number,
): OpenLog => {
  const fromStart = start.tail === undefined && (start.offset === undefined || start.offset === "-1");
  const reader = logs.open(key, source, fromStart);
  if (reader === undefined) throw overloaded("The gateway follows as many logs as it may. Try again later");
  const { log, leave } = reader;
  const caughtUp = async (signal: AbortSignal): Promise<void> => {
    await until(log, () => log.caughtUp, waitMs, signal, now);
    if (log.failure !== undefined) throw log.failure;
    if (!log.caughtUp && !signal.aborted) throw overloaded("The gateway still reads this log. Try again");
  };
  return {
    log,
    leave,
    view: logView(log),
    name: `${key} ${log.number}`,
    caughtUp,
    begin: async ({ offset, tail }, atLeast, signal) => {
      if (tail !== undefined) {
        await caughtUp(signal);
        const line = Math.max(0, log.spool.end.lines - tail);
        return formatOffset((await offsetOfLine(log, line)).offset);
      }
      if (offset === "now") {
        await caughtUp(signal);
        return formatOffset(log.spool.end.offset);
      }
      const at = offset === undefined || offset === "-1" ? 0 : offsetBytes(offset);
      const reaches = (bytes: number): boolean =>
        log.spool.end.offset >= at + bytes || (log.caughtUp && log.spool.end.offset >= at);
      await until(log, () => reaches(1), waitMs, signal, now);
      // A log that is only just being read: a moment more for a response worth its request.
      if (atLeast > 1) await until(log, () => reaches(atLeast), fillMs, signal, now);
      return formatOffset(at);
    },
  };
};
