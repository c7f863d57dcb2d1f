import type { LineFilter } from "../../log-filter/line-filter.ts";
import type { LogFormat } from "../../output/log-printer.ts";
import type { LogFlags } from "./log-options.ts";

/** The format of log lines that the flags choose; `prefix` puts the job's id before each line. */
export const logFormat = (flags: LogFlags, prefix: boolean, filter?: LineFilter): LogFormat => ({
  format: flags.json === true ? "json" : flags.output,
  prefix,
  timestamps: flags.timestamps === true,
  raw: !flags.escape,
  redraw: flags.redraw,
  filter,
});
