import type { TailBatch } from "@jobwire/core";
import type { Cli } from "../cli.ts";
import { type LogFormat, logRenderer } from "../output/log-printer.ts";
import { openLogFile } from "./open-log-file.ts";

/** Where the log of one job goes. */
export interface LogDestination extends Disposable {
  /** The path of the file; undefined for stdout. */
  readonly path: string | undefined;
  readonly render: (batch: TailBatch) => string;
  readonly write: (text: string) => Promise<void>;
}

/** Opens the destination of a job's log: stdout, or with `folder` a new file in it. */
export const openLogTarget = (
  id: string,
  folder: string | undefined,
  format: LogFormat,
  { output, signal }: Pick<Cli, "output" | "signal">,
): LogDestination => {
  if (folder === undefined) {
    return {
      path: undefined,
      render: logRenderer(id, format, output),
      write: (text) => output.write(text, signal),
      [Symbol.dispose]: () => undefined,
    };
  }
  const file = openLogFile(folder, id, format.format === "json" ? "jsonl" : "log");
  // A file gets the log as it is, as a pipe does.
  const render = logRenderer(id, { ...format, raw: true }, { isTerminal: false });
  return { path: file.path, render, write: file.write, [Symbol.dispose]: () => file[Symbol.dispose]() };
};
