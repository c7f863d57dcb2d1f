import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { nextCommand } from "../../next-command.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addLogsOptions, type LogsFlags, printLogs } from "../jobs/print-logs.ts";
import { rayCommand } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";

/** `jobwire ray logs ID…`: prints the logs of jobs. With `-f` it follows them to their proven end and exits with the job's exit code. */
export const logsCommand = (cli: Cli): Command =>
  addLogsOptions(
    rayCommand<ConnectionFlags & LogsFlags>(
      cli,
      { usage: "logs <ids...>", description: "Print the logs of jobs", example: "jobwire ray logs -f train-7" },
      (context) =>
        printLogs(watchedRayJobs(context.cluster), context, (command, ids) =>
          nextCommand(command, ids, context.cluster.address, context.flags),
        ),
    ),
  );
