import * as Effect from "effect/Effect";
import { type JobwireError, ServerError } from "../errors.ts";
import type { PlainAnswer } from "../tail/backend.ts";

/** The start of the line that Ray puts before the end of a log that is above its limit. */
const mark = "[LOG TRUNCATED";
/** Ray's limit of a plain log in bytes (`RAY_JOB_LOG_MAX_READ_BYTES`), unless the line states a smaller one. */
const maxCapBytes = 16 * 1024 * 1024;
const mebibyte = 1024 * 1024;
/** Ray's line has about 60 units. */
const maxLineUnits = 256;

const encoder = new TextEncoder();

/** The limit in a line like `[LOG TRUNCATED — showing last 16 MiB of 20.3 MiB total]`, in bytes; Ray rounds it to whole MiB. */
const capOf = (line: string): number => {
  const words = line.split(" ");
  const at = words.indexOf("MiB");
  const cap = at < 1 ? Number.NaN : Number(words[at - 1]);
  return Number.isFinite(cap) && cap >= 0 ? Math.min(cap * mebibyte, maxCapBytes) : maxCapBytes;
};

const truncated = (label: string): ServerError =>
  new ServerError({
    reason: "truncated-log",
    statusCode: 200,
    message: `${label}: Ray returned only the end of the log, because the log is above its limit for one response (RAY_JOB_LOG_MAX_READ_BYTES). Follow the log with tailLogs, and let a proxy pass /api/v0/logs/file, which has all of it.`,
  });

/** Judges the start of a text, piece by piece. */
const makeJudge = (): ((piece: string) => "own" | "undecided" | "truncated") => {
  let start = "";
  let cap: number | undefined;
  let bytes = 0;
  return (piece) => {
    bytes += encoder.encode(piece).length;
    if (cap === undefined) {
      start += piece.slice(0, maxLineUnits);
      if (!start.startsWith(mark.slice(0, start.length))) return "own";
      const end = start.indexOf("\n");
      if (end === -1 && start.length < maxLineUnits) return "undecided";
      cap = capOf(end === -1 ? start : start.slice(0, end));
    }
    // The text is shorter than the limit by the rest of the line that the limit cuts. A job that prints such a line itself has a shorter log.
    return bytes >= cap / 2 ? "truncated" : "undecided";
  };
};

/**
 * The same text, but `ServerError` (reason `truncated-log`) for the end of a log above Ray's limit, before any of it is returned.
 * Versions after 2.60 return at most the last 16 MiB, after a line that reports it (ray-project/ray, job_log_storage_client.py). Holds
 * back at most 8 MiB, and only of a log that begins like that line.
 */
export const refuseTruncated = ({ pull }: PlainAnswer, label: string): PlainAnswer => {
  const judge = makeJudge();
  let held: Array<string> | undefined = [];
  /** Returns what is held, and holds nothing any more. */
  const release = (): string => {
    const text = held?.join("") ?? "";
    held = undefined;
    return text;
  };
  const next: Effect.Effect<string | undefined, JobwireError> = Effect.suspend(() => {
    const pieces = held;
    if (pieces === undefined) return pull;
    return Effect.flatMap(pull, (piece): Effect.Effect<string | undefined, JobwireError> => {
      if (piece === undefined) {
        const text = release();
        // Nothing after the line: the log's last line alone is above the limit. A log of a job also has Ray's own line.
        const isOnlyLine = text.startsWith(mark) && text.trimEnd().indexOf("\n") === -1;
        return isOnlyLine ? Effect.fail(truncated(label)) : Effect.succeed(text === "" ? undefined : text);
      }
      pieces.push(piece);
      switch (judge(piece)) {
        case "truncated":
          return Effect.fail(truncated(label));
        case "own":
          return Effect.succeed(release());
        case "undecided":
          return next;
      }
    });
  });
  return { pull: next };
};
