import { type Command, Option } from "commander";
import type { FilterFlags } from "../../log-filter/line-filter.ts";
import { collectText, parseCount, parsePositive, UsageError } from "../../settings/parse-option.ts";
import { addInterruptOption, type InterruptFlags } from "./interrupt-option.ts";
import { addLogOptions, type LogFlags } from "./log-options.ts";

/** The flags of a command that prints the logs of jobs. */
export interface LogsFlags extends LogFlags, InterruptFlags, FilterFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly maxFollows: number;
  readonly prefix?: boolean;
  readonly outputDir?: string;
}

/** Adds {@link FilterFlags} to a command. */
const addFilterOptions = (command: Command): Command =>
  command
    .option(
      "-i, --include <regex>",
      "Print only lines that match this regular expression (RE2 syntax), or another --include; repeatable",
      collectText,
    )
    .option("-e, --exclude <regex>", "Leave out lines that match this regular expression; repeatable", collectText)
    .option(
      "-H, --highlight <regex>",
      "Mark what matches this regular expression, where colours are on; repeatable",
      collectText,
    );

/** An option of kubectl and stern that cannot work here. Its error is of more use than that of an unknown option. */
const noTimes = (flags: string): Option =>
  new Option(flags, "Not possible: logs have no times of their own").hideHelp().argParser(() => {
    throw new UsageError(
      `${flags.split(" ")[0]} cannot choose lines: logs have no times of their own. Pass --tail LINES to start near the end.`,
    );
  });

/** Adds {@link LogsFlags} to a command. */
export const addLogsOptions = (command: Command): Command =>
  addInterruptOption(
    addFilterOptions(addLogOptions(command))
      .option("-f, --follow", "Follow the log until the job ends, then exit with the job's exit code")
      .addOption(noTimes("--since <time>"))
      .addOption(noTimes("--since-time <time>"))
      .option("--tail <lines>", "Start with the last lines, at most this many", parseCount)
      .option("--prefix", "Start each line with the job's id, also for one job")
      .option("--no-prefix", "Print the lines of several jobs without their ids")
      .option(
        "--output-dir <folder>",
        "Write the log of each job to a new file in this folder, ID.log or ID.jsonl, and print no log on stdout",
      )
      .option("--max-follows <jobs>", "Follow at most this many jobs at once", parsePositive, 10),
  );
