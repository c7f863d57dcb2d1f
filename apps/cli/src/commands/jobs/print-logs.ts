import type { Command } from "commander";
import { parallel } from "../../parallel.ts";
import { ExitCode, worstExitCode } from "../../exit-code.ts";
import { followJob, printFailureMessage, printLog } from "../../follow-job.ts";
import { followAgain } from "../../follow-again.ts";
import { Interrupted } from "../../interrupts.ts";
import { readJobs } from "../../read-jobs.ts";
import { report } from "../../report.ts";
import { parseCount, parsePositive } from "../../settings/parse-option.ts";
import type { WatchedJobs } from "../../watched-jobs.ts";
import type { ClientContext } from "../client-command.ts";
import { addLogOptions, type LogFlags, logFormat } from "./log-options.ts";

/** The flags of a command that prints the logs of jobs. */
export interface LogsFlags extends LogFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly maxFollows: number;
}

/** Prints the logs of the jobs in the operands. `nextCommand` makes the command line that follows them again. */
export const printLogs = async (
  jobs: WatchedJobs,
  { cli, notices, flags, operands }: ClientContext<LogsFlags>,
  nextCommand: (command: ReadonlyArray<string>, ids: ReadonlyArray<string>) => string,
): Promise<ExitCode> => {
  const { signal } = cli;
  const follow = flags.follow === true;
  const several = operands.length > 1;
  const format = logFormat(flags, several);
  const found = await readJobs(jobs, operands, signal);
  if (follow && operands.length > flags.maxFollows) {
    notices.info(
      `Following ${flags.maxFollows} of ${operands.length} jobs at once (--max-follows). The others start as these end.`,
    );
  }
  if (flags.timestamps === true) notices.note("Times show when Jobwire received a line, not when the job printed it.");
  const printOne = async (id: string, index: number): Promise<ExitCode> => {
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
      if (job !== undefined) printFailureMessage(notices, job.status, job.message, name);
      return ExitCode.succeeded;
    } catch (error) {
      const code = report(error, signal, notices, flags.json === true);
      const again = signal.aborted || !follow ? undefined : followAgain(error, nextCommand(["logs", "-f"], [id]), name);
      if (again !== undefined) notices.info(again);
      return code;
    }
  };
  const ids = found.map(({ id }) => id);
  const codes = await parallel(ids, flags.maxFollows, printOne);
  if (follow && signal.reason instanceof Interrupted) {
    notices.info(`Detached. To follow again: ${nextCommand(["logs", "-f"], operands)}`);
  }
  return worstExitCode(codes);
};

/** Adds {@link LogsFlags} to a command. */
export const addLogsOptions = (command: Command): Command =>
  addLogOptions(command)
    .option("-f, --follow", "Follow the log until the job ends, then exit with the job's exit code")
    .option("--tail <lines>", "Start with the last lines, at most this many", parseCount)
    .option("--max-follows <jobs>", "Follow at most this many jobs at once", parsePositive, 10);
