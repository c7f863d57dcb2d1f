import type { TailBatch } from "@jobwire/core";
import { harmlessLog, harmlessText } from "../terminal/harmless.ts";
import { inJobColour } from "../terminal/job-colour.ts";
import { jsonLine } from "./json.ts";
import type { Output } from "./stdout.ts";

/** How log lines are shown. */
export interface LogFormat {
  readonly format: "text" | "json";
  /** Each line begins with its job's id. */
  readonly prefix: boolean;
  /** Each line begins with the time it was received; Ray's logs have no times of their own. */
  readonly timestamps: boolean;
  /** Control sequences are sent to a terminal as they are. */
  readonly raw: boolean;
}

/** Turns a batch of a job's log into what goes to stdout. */
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
  const text = safe ? (batch: TailBatch) => harmlessLog(batch.text) : (batch: TailBatch) => batch.text;
  if (!format.prefix && !format.timestamps) return text;
  const shownId = output.isTerminal ? harmlessText(id) : id;
  const prefix = format.prefix ? `${inJobColour(id, `[${shownId}]`, output.stream)} ` : "";
  return (batch) => {
    const start = format.timestamps ? `${prefix}${received()} ` : prefix;
    // The text ends with a newline: what split leaves after it is no line.
    return text(batch)
      .split("\n")
      .slice(0, -1)
      .map((line) => `${start}${line}\n`)
      .join("");
  };
};
