import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode, isEnding } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { rayCommand } from "./ray-command.ts";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { parseSeconds } from "../../settings/parse-option.ts";

/** What Ray 2.60 does with a stop of a job that has not started. */
const stopsLater = "Ray stops the job as soon as it starts; if it never does, it fails after 15 minutes.";

interface StopFlags extends ConnectionFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

/** `jobwire ray stop ID`: stops a job and waits until it has ended. */
export const stopCommand = (cli: Cli): Command =>
  rayCommand<StopFlags>(
    cli,
    "stop <id>",
    "stop a job and wait until it has ended",
    async ({ cluster, notices, flags, words, print }) => {
      const id = words[0] ?? "";
      const { signal } = cli;
      const timeoutMs = flags.timeout === undefined ? undefined : flags.timeout * 1000;
      const { stopped } = await withSpinner(notices, `stopping ${id}`, () =>
        cluster.jobs.stop(id, {
          wait: flags.wait,
          timeoutMs,
          signal,
          onRetry: retryNotices(notices, id),
          onStatus: pendingNotice(notices, id, stopsLater),
        }),
      );
      const { status, message } = await cluster.jobs.get(id, { signal });
      if (flags.json === true) await print(jsonLine({ id, stopped, status }));
      else if (!stopped && !isEnding(status)) notices.say(`Ray did not stop ${id}, which is ${status}`);
      else if (!stopped) notices.say(`${id} had already ended`);
      else if (!flags.wait) notices.say(`${id} was asked to stop`);
      if (!flags.wait && status === "PENDING")
        notices.say(`${id}: ${message ?? ""} ${stopped ? stopsLater : ""}`.trim());
      if (flags.json !== true) notices.status(status);
      return ExitCode.succeeded;
    },
  )
    .option("--no-wait", "only ask, do not wait")
    .option("--timeout <seconds>", "wait no longer than this", parseSeconds);
