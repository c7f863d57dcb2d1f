import Table from "cli-table3";
import stringWidth from "string-width";
import type { RayJob } from "@jobwire/core";

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** The number of rows in one table of cli-table3, whose time grows with the square of it. */
const rowsAtOnce = 50;

const widthOf = (cell: string): number => Math.max(...cell.split("\n").map((line) => stringWidth(line)));

/**
 * A table without borders, with columns two spaces apart. A wide character counts as two. It lays out a long table in parts that have
 * the same widths: 10,000 rows as one took half a minute.
 */
export const plainTable = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const all = [...(head.length === 0 ? [] : [head]), ...rows];
  const widths: Array<number> = [];
  for (const row of all) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  const parts: Array<string> = [];
  for (let from = 0; from === 0 || from < all.length; from += rowsAtOnce) {
    const table = new Table({
      chars: noBorders,
      colWidths: widths,
      style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    });
    for (const row of all.slice(from, from + rowsAtOnce)) table.push([...row]);
    const lines = table.toString().split("\n");
    parts.push(...lines.map((line) => `${line.trimEnd()}\n`));
  }
  return parts.join("");
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
