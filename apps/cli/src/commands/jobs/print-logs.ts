import type { Command } from "commander";
import { parallel } from "../../parallel.ts";
import { ExitCode, gravestExitCode } from "../../exit-code.ts";
import { firstContact } from "../../first-contact.ts";
import { followJob, printLog, sayMessage } from "../../follow-job.ts";
import { Interrupted } from "../../interrupts.ts";
import { report } from "../../report.ts";
import { parseCount, parsePositive } from "../../settings/parse-option.ts";
import type { WatchedJobs } from "../../watched-jobs.ts";
import type { ClientContext } from "../client-command.ts";
import { addLogOptions, type LogFlags, logFormat } from "./log-options.ts";

/** The flags of a command that prints logs. */
export interface LogsFlags extends LogFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly maxFollows: number;
}

/** Prints the logs of the jobs that the operands name; `next` makes the command to go on with. */
export const printLogs = async (
  jobs: WatchedJobs,
  { cli, notices, flags, words }: ClientContext<LogsFlags>,
  next: (command: ReadonlyArray<string>, ids: ReadonlyArray<string>) => string,
): Promise<ExitCode> => {
  const { signal } = cli;
  const follow = flags.follow === true;
  const several = words.length > 1;
  const format = logFormat(flags, several);
  const found = await firstContact(jobs, words, signal);
  if (follow && words.length > flags.maxFollows) {
    notices.say(`following ${flags.maxFollows} of ${words.length} jobs at once (--max-follows); the others come after`);
  }
  if (flags.timestamps === true) notices.aside("times are when a line was received, not when it was printed");
  const showOne = async (id: string, index: number): Promise<ExitCode> => {
    const { tail, protocol } = flags;
    const request = { jobs, id, output: cli.output, notices, signal, format, protocol, tail };
    const name = several ? id : undefined;
    try {
      if (follow) {
        const end = await followJob(request);
        notices.status(end.status, name);
        return end.exitCode;
      }
      await printLog(request);
      const job = found[index];
      if (job !== undefined) sayMessage(notices, job.status, job.message, name);
      return ExitCode.succeeded;
    } catch (error) {
      return report(error, signal, notices, flags.json === true);
    }
  };
  const ids = found.map(({ id }) => id);
  const codes = await parallel(ids, flags.maxFollows, showOne);
  if (follow && signal.reason instanceof Interrupted) {
    notices.say(`detached; to go on: ${next(["logs", "-f"], words)}`);
  }
  return gravestExitCode(codes);
};

/** Adds {@link LogsFlags} to a command. */
export const addLogsOptions = (command: Command): Command =>
  addLogOptions(command)
    .option("-f, --follow", "go on until the job has ended; the exit code is the job's")
    .option("--tail <lines>", "begin with the last N lines", parseCount)
    .option("--max-follows <jobs>", "Follow at most this many jobs at once", parsePositive, 10);
