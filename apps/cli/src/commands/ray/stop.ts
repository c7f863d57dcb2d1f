import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode, isTerminalStatus } from "../../exit-code.ts";
import { nextCommand } from "../../next-command.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { addStopOptions, noteInterruptedStop, type StopFlags } from "../jobs/stop-options.ts";
import { timeoutMsOf } from "../jobs/wait-options.ts";
import { rayCommand } from "./ray-command.ts";

/** How Ray 2.60 stops a job that has not started. */
const pendingStop = "Ray stops the job as soon as it starts. A job that never starts fails after 15 minutes.";

/** `jobwire ray stop ID`: stops a job and waits until it has ended. */
export const stopCommand = (cli: Cli): Command =>
  addStopOptions(
    rayCommand<ConnectionFlags & StopFlags>(
      cli,
      {
        usage: "stop <id>",
        description: "Stop a job and wait until it has ended",
        example: "jobwire ray stop train-7 --timeout 60",
      },
      async ({ cluster, notices, flags, operands, print }) => {
        const id = operands[0] ?? "";
        const { signal } = cli;
        const options = {
          wait: flags.wait,
          timeoutMs: timeoutMsOf(flags),
          signal,
          onRetry: retryNotices(notices, id),
          onStatus: pendingNotice(notices, id, pendingStop),
        };
        const { stopped, status, message } = await withSpinner(notices, `stopping ${id}`, () =>
          noteInterruptedStop(cli, notices, id, nextCommand(["wait"], [id], cluster.address, flags), async () => {
            const { stopped } = await cluster.jobs.stop(id, options);
            return { ...(await cluster.jobs.get(id, { signal })), stopped };
          }),
        );
        if (flags.json === true) await print(jsonLine({ id, stopped, status }));
        else if (!stopped && !isTerminalStatus(status)) notices.info(`Ray did not stop ${id}, which is ${status}`);
        else if (!stopped) notices.info(`${id} had already ended`);
        else if (!flags.wait) notices.info(`Asked Ray to stop ${id}`);
        if (!flags.wait && status === "PENDING")
          notices.info(`${id}: ${message ?? ""} ${stopped ? pendingStop : ""}`.trim());
        if (flags.json !== true) notices.status(status);
        return ExitCode.succeeded;
      },
    ),
  );
