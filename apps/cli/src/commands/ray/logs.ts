import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { nextCommand } from "../../next-command.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addLogsOptions, type LogsFlags, printLogs } from "../jobs/print-logs.ts";
import { rayCommand } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";

/** `jobwire ray logs ID…`: the logs of jobs; with `-f` to their proven end, with the job's outcome as exit code. */
export const logsCommand = (cli: Cli): Command =>
  addLogsOptions(
    rayCommand<ConnectionFlags & LogsFlags>(cli, "logs <ids...>", "print the logs of jobs", (context) =>
      printLogs(watchedRayJobs(context.cluster), context, (command, ids) =>
        nextCommand(command, ids, context.cluster.address, context.flags),
      ),
    ),
  );
