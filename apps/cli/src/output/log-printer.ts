import type { TailBatch } from "@jobwire/core";
import { highlightMatches } from "../log-filter/highlight.ts";
import type { LineFilter } from "../log-filter/line-filter.ts";
import { inJobColour } from "../terminal/job-colour.ts";
import { redrawProgress } from "../terminal/redraw-progress.ts";
import { sanitizeLog, sanitizeText } from "../terminal/sanitize.ts";
import { isColoured } from "../terminal/style.ts";
import { jsonLine } from "./json.ts";
import type { Output } from "./stdout.ts";

/** The format of printed log lines. */
export interface LogFormat {
  readonly format: "text" | "json";
  /** Each line starts with its job's id. */
  readonly prefix: boolean;
  /** Each line starts with the time Jobwire received it. Ray's logs have no times of their own. */
  readonly timestamps: boolean;
  /** Control sequences pass through to the terminal. */
  readonly raw: boolean;
  /** The lines that are shown and marked; undefined shows all of them. */
  readonly filter?: LineFilter | undefined;
  /** On a terminal, a newer state of a progress bar replaces the older one. */
  readonly redraw?: boolean;
}

/** Where lines go, as far as it changes their text. A file of logs has no stream. */
export type LogTarget = Pick<Output, "isTerminal"> & Partial<Pick<Output, "stream" | "lastLine">>;

const received = (): string => new Date().toISOString();

const jsonRenderer =
  (id: string, { timestamps, filter }: LogFormat) =>
  (batch: TailBatch): string => {
    const first = batch.position.lines - batch.lines.length + 1;
    const time = timestamps ? { receivedAt: received() } : {};
    const records: Array<string> = [];
    for (const [at, line] of batch.lines.entries()) {
      if (filter === undefined || filter.shows(line)) records.push(jsonLine({ id, line, n: first + at, ...time }));
    }
    return records.join("");
  };

/** Makes a function that returns a line as text for a target, with the matches of the filter marked. */
export const lineRenderer = (
  { raw, filter }: LogFormat,
  { isTerminal, stream }: LogTarget,
): ((line: string) => string) => {
  const highlights = isColoured(stream) ? (filter?.highlights ?? []) : [];
  return (line) => {
    const safe = isTerminal && !raw ? sanitizeLog(line) : line;
    return highlights.length === 0 ? safe : highlightMatches(safe, highlights);
  };
};

/** The start of each line of a batch that arrived now: the prefix, and the time when the format wants it. */
export const lineStart = (prefix: string, { timestamps }: LogFormat): string =>
  timestamps ? `${prefix}${received()} ` : prefix;

/** The prefix of a line on this target: the id in brackets, in the colour of its job. */
export const jobPrefix = (id: string, { isTerminal, stream }: LogTarget): string =>
  `${inJobColour(id, `[${isTerminal ? sanitizeText(id) : id}]`, stream)} `;

/** Makes a function that turns a batch of a job's log into text for a target. */
export const logRenderer = (id: string, format: LogFormat, target: LogTarget): ((batch: TailBatch) => string) => {
  const { prefix: hasPrefix, timestamps, raw, filter } = format;
  if (format.format === "json") return jsonRenderer(id, format);
  const { lastLine, stream } = target;
  const redraws = format.redraw === true && target.isTerminal && lastLine !== undefined;
  if (!redraws && !hasPrefix && !timestamps && filter === undefined)
    return target.isTerminal && !raw ? (batch) => sanitizeLog(batch.text) : (batch) => batch.text;
  const prefix = hasPrefix ? jobPrefix(id, target) : "";
  const render = lineRenderer(format, target);
  return ({ lines }) => {
    const chosen = filter === undefined ? lines : lines.filter(filter.shows);
    const start = lineStart(prefix, format);
    if (!redraws) return chosen.map((line) => `${start}${render(line)}\n`).join("");
    const shown = chosen.map((line) => ({ line, shown: start + render(line) }));
    const { text, bar } = redrawProgress(id, shown, lastLine.bar, stream?.columns ?? 80);
    lastLine.bar = bar;
    return text;
  };
};
