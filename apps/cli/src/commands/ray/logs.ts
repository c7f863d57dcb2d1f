import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import type { ExitCode } from "../../exit-code.ts";
import { nextCommand } from "../../next-command.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addLogsOptions, type LogsFlags } from "../jobs/logs-options.ts";
import { type RayContext, rayCommand } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";
import type { WorkersFlags } from "./worker-logs.ts";

type Flags = ConnectionFlags & LogsFlags & WorkersFlags;

const print = async (context: RayContext<Flags>): Promise<ExitCode> => {
  if (context.flags.workers === true) return (await import("./worker-logs.ts")).printWorkerLogs(context);
  const { printLogs } = await import("../jobs/print-logs.ts");
  return printLogs(watchedRayJobs(context.cluster), context, (command, ids) =>
    nextCommand(command, ids, context.cluster.address, context.flags),
  );
};

/** `jobwire ray logs ID…`: prints the logs of jobs. With `-f` it follows them to their proven end and exits with the job's exit code. */
export const logsCommand = (cli: Cli): Command =>
  addLogsOptions(
    rayCommand<Flags>(
      cli,
      { usage: "logs <ids...>", description: "Print the logs of jobs", example: "jobwire ray logs -f train-7" },
      print,
    ),
  ).option(
    "--workers",
    "Print the logs of the jobs' workers, each line with its worker, instead of the jobs' own logs",
  );
