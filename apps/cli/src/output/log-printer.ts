import type { TailBatch } from "@jobwire/core";
import { sanitizeLog, sanitizeText } from "../terminal/sanitize.ts";
import { inJobColour } from "../terminal/job-colour.ts";
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
}

/** Makes a function that turns a batch of a job's log into text for stdout. */
export const logRenderer = (id: string, format: LogFormat, output: Output): ((batch: TailBatch) => string) => {
  const received = (): string => new Date().toISOString();
  if (format.format === "json") {
    return (batch) => {
      const first = batch.position.lines - batch.lines.length + 1;
      const time = format.timestamps ? { receivedAt: received() } : {};
      return batch.lines.map((line, i) => jsonLine({ id, line, n: first + i, ...time })).join("");
    };
  }
  const safe = output.isTerminal && !format.raw;
  const text = safe ? (batch: TailBatch) => sanitizeLog(batch.text) : (batch: TailBatch) => batch.text;
  if (!format.prefix && !format.timestamps) return text;
  const shownId = output.isTerminal ? sanitizeText(id) : id;
  const prefix = format.prefix ? `${inJobColour(id, `[${shownId}]`, output.stream)} ` : "";
  return (batch) => {
    const start = format.timestamps ? `${prefix}${received()} ` : prefix;
    // The text ends with a newline, so the last piece of the split is not a line.
    return text(batch)
      .split("\n")
      .slice(0, -1)
      .map((line) => `${start}${line}\n`)
      .join("");
  };
};
