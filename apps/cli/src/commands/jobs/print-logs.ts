import { detachable } from "../../detach.ts";
import { ExitCode, worstExitCode } from "../../exit-code.ts";
import { followAgain } from "../../follow-again.ts";
import { followJob, printFailureMessage, printLog } from "../../follow-job.ts";
import { parallel } from "../../parallel.ts";
import { readJobs } from "../../read-jobs.ts";
import { report } from "../../report.ts";
import { UsageError } from "../../settings/parse-option.ts";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";
import type { NextCommand } from "../../next-command.ts";
import type { ClientContext } from "../client-command.ts";
import { lineFilter } from "../../log-filter/line-filter.ts";
import { openLogTarget } from "../../log-files/log-target.ts";
import { logFormat } from "./log-format.ts";
import type { LogsFlags } from "./logs-options.ts";

/** Prints the log of one job that was read. */
export type PrintOne = (job: WatchedJob) => Promise<ExitCode>;

/** Reads the jobs in the operands, prints the log of each, and returns the worst exit code. */
export const printEach = async (
  jobs: WatchedJobs,
  { cli, notices, flags, operands }: ClientContext<LogsFlags>,
  command: ReadonlyArray<string>,
  nextCommand: NextCommand,
  printOne: PrintOne,
): Promise<ExitCode> => {
  const { signal } = cli;
  const follow = flags.follow === true;
  if (flags.stopOnInterrupt === true && !follow) {
    throw new UsageError("--stop-on-interrupt works only with --follow. Pass both, or neither.");
  }
  let running: ReadonlyArray<string> = operands;
  const printAll = async (): Promise<ExitCode> => {
    const reportError = (error: unknown): ExitCode => report(error, signal, notices, flags.json === true);
    const { found, codes } = await readJobs(jobs, operands, signal, reportError);
    const ids = found.map(({ id }) => id);
    running = ids;
    if (follow && ids.length > flags.maxFollows) {
      notices.info(
        `Following ${flags.maxFollows} of ${ids.length} jobs at once (--max-follows). The others start as these end.`,
      );
    }
    const printed = await parallel(found, flags.maxFollows, async (job) => {
      const code = await printOne(job);
      if (!signal.aborted) running = running.filter((id) => id !== job.id);
      return code;
    });
    return worstExitCode([...codes, ...printed]);
  };
  if (!follow) return printAll();
  return detachable(
    {
      cli,
      notices,
      flags,
      running: () => running,
      stop: (id) => jobs.stop(id, { signal }),
      goOn: () => [`To follow again: ${nextCommand(command, operands)}`],
      stopCommand: (id) => nextCommand(["stop"], [id]),
    },
    printAll,
  );
};

/** Prints the logs of the jobs in the operands. */
export const printLogs = async (
  jobs: WatchedJobs,
  context: ClientContext<LogsFlags>,
  nextCommand: NextCommand,
): Promise<ExitCode> => {
  const { cli, notices, flags, operands } = context;
  const { signal } = cli;
  const follow = flags.follow === true;
  const several = operands.length > 1;
  const hasPrefix = flags.prefix ?? (several && flags.outputDir === undefined);
  const format = logFormat(flags, hasPrefix, await lineFilter(flags));
  if (flags.timestamps === true) notices.note("Times show when Jobwire received a line, not when the job printed it.");
  const printOne: PrintOne = async ({ id, status, message }) => {
    const { tail, protocol } = flags;
    const json = flags.json === true;
    const name = several ? id : undefined;
    try {
      using target = openLogTarget(id, flags.outputDir, format, cli);
      const request = { jobs, id, ...target, notices, signal, json, protocol, tail, name };
      if (follow) {
        const end = await followJob(request);
        if (target.path !== undefined) notices.note(`${id}: ${target.path}`);
        notices.status(end.status, name);
        return end.exitCode;
      }
      await printLog(request);
      if (target.path !== undefined) notices.note(`${id}: ${target.path}`);
      printFailureMessage(notices, status, message, name);
      return ExitCode.succeeded;
    } catch (error) {
      const code = report(error, signal, notices, json);
      const again = signal.aborted || !follow ? undefined : followAgain(error, nextCommand(["logs", "-f"], [id]), name);
      if (again !== undefined) notices.info(again);
      return code;
    }
  };
  return printEach(jobs, context, ["logs", "-f"], nextCommand, printOne);
};
