import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addWaitOptions, type WaitFlags, waitForJobs } from "../jobs/wait-for-jobs.ts";
import { rayCommand } from "./ray-command.ts";
import { watchedRayJobs } from "./watched-ray-jobs.ts";

/** `jobwire ray wait ID…`: waits until every job has ended; the exit code is the gravest of theirs. */
export const waitCommand = (cli: Cli): Command =>
  addWaitOptions(
    rayCommand<ConnectionFlags & WaitFlags>(cli, "wait <ids...>", "wait until the jobs have ended", (context) =>
      waitForJobs(watchedRayJobs(context.cluster), context),
    ),
  );
