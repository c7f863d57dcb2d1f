import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { rayCommand } from "../ray-command.ts";
import { sayIncomplete } from "./state-commands.ts";

interface TimelineFlags extends ConnectionFlags {
  readonly job?: string;
}

/** `jobwire ray tasks timeline`: what tasks did when, as a file for Perfetto or chrome://tracing. */
export const timelineCommand = (cli: Cli): Command =>
  rayCommand<TimelineFlags>(
    cli,
    "timeline",
    "print the tasks' profile as JSON for Perfetto or chrome://tracing",
    async ({ cluster, flags, notices, print }) => {
      const timeline = await cluster.tasks.timeline({ jobId: flags.job, signal: cli.signal });
      await print(jsonLine(flags.json === true ? timeline : timeline.events));
      sayIncomplete(notices, timeline);
      return ExitCode.succeeded;
    },
  ).option("--job <id>", "only this job's tasks, by Ray's own job id");
