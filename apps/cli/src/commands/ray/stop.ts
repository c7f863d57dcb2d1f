import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode, isTerminalStatus } from "../../exit-code.ts";
import { nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addStopOptions, type StopFlags } from "../jobs/stop-options.ts";
import { timeoutMsOf } from "../jobs/wait-options.ts";
import { rayCommand } from "./ray-command.ts";

/** How Ray 2.60 stops a job that has not started. */
const pendingStop = "Ray stops the job as soon as it starts. A job that never starts fails after 15 minutes.";

/** `jobwire ray stop ID…`: stops jobs and waits until they have ended. */
export const stopCommand = (cli: Cli): Command =>
  addStopOptions(
    rayCommand<ConnectionFlags & StopFlags>(
      cli,
      {
        usage: "stop <ids...>",
        description: "Stop jobs and wait until they have ended",
        example: "jobwire ray stop train-7 train-8 --timeout 60",
      },
      async (context) => {
        const { cluster, notices, flags, operands, print } = context;
        const { signal } = cli;
        const { stopJobs } = await import("../jobs/stop-jobs.ts");
        return stopJobs(
          context,
          (command, ids) => nextCommand(command, ids, cluster.address, flags),
          async (id) => {
            const { stopped } = await cluster.jobs.stop(id, {
              wait: flags.wait,
              timeoutMs: timeoutMsOf(flags),
              signal,
              onRetry: retryNotices(notices, id),
              onStatus: pendingNotice(notices, id, pendingStop),
            });
            const { status, message } = await cluster.jobs.get(id, { signal });
            if (flags.json === true) await print(jsonLine({ id, stopped, status }));
            else if (!stopped && !isTerminalStatus(status)) notices.info(`Ray did not stop ${id}, which is ${status}`);
            else if (!stopped) notices.info(`${id} had already ended`);
            else if (!flags.wait) notices.info(`Asked Ray to stop ${id}`);
            if (!flags.wait && status === "PENDING")
              notices.info(`${id}: ${message ?? ""} ${stopped ? pendingStop : ""}`.trim());
            if (flags.json !== true) notices.status(status, operands.length > 1 ? id : undefined);
            return ExitCode.succeeded;
          },
        );
      },
    ),
  );
