import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { nextCommand } from "../../next-command.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addWaitOptions, type WaitFlags } from "../jobs/wait-options.ts";
import { rayCommand } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";

/** `jobwire ray wait ID…`: waits until every job has ended and exits with the worst of their exit codes. */
export const waitCommand = (cli: Cli): Command =>
  addWaitOptions(
    rayCommand<ConnectionFlags & WaitFlags>(
      cli,
      {
        usage: "wait <ids...>",
        description: "Wait until the jobs have ended, then exit with the worst of their exit codes",
        example: "jobwire ray wait train-7 train-8 --timeout 3600",
      },
      async (context) =>
        (await import("../jobs/wait-for-jobs.ts")).waitForJobs(
          watchedRayJobs(context.cluster),
          context,
          (command, ids) => nextCommand(command, ids, context.cluster.address, context.flags),
        ),
    ),
  );
