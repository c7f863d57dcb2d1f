import { styleText } from "node:util";
import Table from "cli-table3";
import type { RayJob } from "@jobwire/core";
import { harmlessCell, oneLine } from "../terminal/harmless.ts";
import { statusStyle } from "./notices.ts";

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

/** A table without rules, columns two spaces apart; widths count wide characters as two. */
export const plainTable = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const table = new Table({
    head: [...head],
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of rows) table.push([...row]);
  const lines = table.toString().split("\n");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
};

/** The last moment that a calendar has, in milliseconds since 1970, and the first before it. */
const mostMs = 8.64e15;

/** Epoch milliseconds as UTC to the second; empty for none. A number that is no time is shown as the number. */
export const when = (epochMs: number | null): string => {
  if (epochMs === null) return "";
  return Math.abs(epochMs) <= mostMs ? `${new Date(epochMs).toISOString().slice(0, 19)}Z` : String(epochMs);
};

/** How long a job took, or takes so far. */
export const took = (job: RayJob, now: number): string => {
  if (job.startTime === null || Math.abs(job.startTime) > mostMs || Math.abs(job.endTime ?? now) > mostMs) return "";
  const seconds = Math.max(0, Math.round(((job.endTime ?? now) - job.startTime) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h${String(minutes).padStart(2, "0")}m`;
  return minutes > 0 ? `${minutes}m${String(seconds % 60).padStart(2, "0")}s` : `${seconds}s`;
};

/** The id a user can give to other commands: the submission id, or a driver's job id. */
export const jobName = (job: RayJob): string => job.submissionId ?? job.jobId ?? "";

const longestEntrypoint = 80;
const characters = new Intl.Segmenter();

const cut = (text: string): string => {
  if (text.length <= longestEntrypoint) return text;
  // Whole characters only; the slice before keeps a script of megabytes cheap.
  const parts = Array.from(characters.segment(text.slice(0, 8 * longestEntrypoint)), ({ segment }) => segment);
  return parts.length <= longestEntrypoint ? text : `${parts.slice(0, longestEntrypoint - 1).join("")}…`;
};

/** Jobs as a table for people, oldest first, so that the newest stand next to the prompt. */
export const jobTable = (jobs: ReadonlyArray<RayJob>, stream: NodeJS.WriteStream, now: number): string => {
  const cell = stream.isTTY ? harmlessCell : oneLine;
  return plainTable(
    ["ID", "TYPE", "STATUS", "SUBMITTED", "TOOK", "ENTRYPOINT"].map((title) => styleText("bold", title, { stream })),
    [...jobs]
      .sort((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0))
      .map((job) => [
        cell(jobName(job)),
        cell(job.type.toLowerCase()),
        styleText(statusStyle(job.status), cell(job.status), { stream }),
        when(job.startTime),
        took(job, now),
        cut(cell(job.entrypoint)),
      ]),
  );
};
