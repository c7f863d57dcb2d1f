import type { RayJob } from "@jobwire/core";
import { sanitizeCell, oneLine } from "../terminal/sanitize.ts";
import { maxShownDepth, jsonText } from "@jobwire/core/adapter-parts";
import type { Output } from "./stdout.ts";

/** A value as one cell of a table: empty for null, JSON for objects and lists, sanitized when stdout is a terminal. */
export const cellOf = (output: Output): ((value: unknown) => string) => {
  const sanitize = output.isTerminal ? sanitizeCell : oneLine;
  return (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return sanitize(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return sanitize(jsonText(value, maxShownDepth));
  };
};

/** The range of a JavaScript Date: this many milliseconds after 1970, and before it. */
const maxDateMs = 8.64e15;

/** Epoch milliseconds as UTC time to the second. Empty for null; a number outside the range of dates stays a number. */
export const when = (epochMs: number | null): string => {
  if (epochMs === null) return "";
  return Math.abs(epochMs) <= maxDateMs ? `${new Date(epochMs).toISOString().slice(0, 19)}Z` : String(epochMs);
};

/** The run time of a job, so far if it still runs. Empty without usable times. */
export const took = (job: RayJob, now: number): string => {
  if (job.startTimeMs === null || Math.abs(job.startTimeMs) > maxDateMs || Math.abs(job.endTimeMs ?? now) > maxDateMs)
    return "";
  const seconds = Math.max(0, Math.round(((job.endTimeMs ?? now) - job.startTimeMs) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h${String(minutes).padStart(2, "0")}m`;
  return minutes > 0 ? `${minutes}m${String(seconds % 60).padStart(2, "0")}s` : `${seconds}s`;
};

/** The id that other commands accept: the submission id, or a driver's job id. */
export const jobName = (job: RayJob): string => job.submissionId ?? job.jobId ?? "";
