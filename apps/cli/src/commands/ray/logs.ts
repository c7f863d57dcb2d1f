import type { Command } from "commander";
import { parallel } from "../../parallel.ts";
import type { Cli } from "../../cli.ts";
import { ExitCode, gravestExitCode } from "../../exit-code.ts";
import { firstContact } from "../../first-contact.ts";
import { followJob, printLog, sayMessage } from "../../follow-job.ts";
import { Interrupted } from "../../interrupts.ts";
import { nextCommand } from "../../next-command.ts";
import { jobName } from "../../output/job-table.ts";
import { report } from "../../report.ts";
import { parseCount } from "../../settings/parse-option.ts";
import { addLogOptions, type LogFlags, logFormat } from "./log-options.ts";
import { type RayContext, rayCommand } from "./ray-command.ts";

interface LogsFlags extends LogFlags {
  readonly follow?: boolean;
  readonly tail?: number;
  readonly maxFollows: number;
}

const runLogs = async (context: RayContext<LogsFlags>): Promise<ExitCode> => {
  const { cli, cluster, notices, flags, words } = context;
  const { signal } = cli;
  const follow = flags.follow === true;
  const several = words.length > 1;
  const format = logFormat(flags, several);
  const jobs = await firstContact(cluster, words, signal);
  if (follow && words.length > flags.maxFollows) {
    notices.say(`following ${flags.maxFollows} of ${words.length} jobs at once (--max-follows); the others come after`);
  }
  if (flags.timestamps === true) notices.aside("times are when a line was received, not when it was printed");
  const showOne = async (id: string, index: number): Promise<ExitCode> => {
    const { tail, protocol } = flags;
    const request = { cluster, id, output: cli.output, notices, signal, format, protocol, tail };
    const name = several ? id : undefined;
    try {
      if (follow) {
        const end = await followJob(request);
        notices.status(end.status, name);
        return end.exitCode;
      }
      await printLog(request);
      const job = jobs[index];
      if (job !== undefined) sayMessage(notices, job.status, job.message, name);
      return ExitCode.succeeded;
    } catch (error) {
      return report(error, signal, notices, flags.json === true);
    }
  };
  // A submission may be named by its Ray job id too; its log is kept under the submission id.
  const codes = await parallel(jobs.map(jobName), flags.maxFollows, showOne);
  if (follow && signal.reason instanceof Interrupted) {
    notices.say(`detached; to go on: ${nextCommand(["logs", "-f"], words, cluster.address, flags)}`);
  }
  return gravestExitCode(codes);
};

/** `jobwire ray logs ID…`: the logs of jobs; with `-f` to their proven end, with the job's outcome as exit code. */
export const logsCommand = (cli: Cli): Command =>
  addLogOptions(rayCommand<LogsFlags>(cli, "logs <ids...>", "print the logs of jobs", runLogs))
    .option("-f, --follow", "go on until the job has ended; the exit code is the job's")
    .option("--tail <lines>", "begin with the last N lines", parseCount)
    .option("--max-follows <jobs>", "read this many jobs at once", parseCount, 10);
