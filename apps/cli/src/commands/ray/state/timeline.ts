import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { rayCommand } from "../ray-command.ts";
import { printIncomplete } from "./state-commands.ts";

interface TimelineFlags extends ConnectionFlags {
  readonly job?: string;
}

/** `jobwire ray tasks timeline`: when each task ran, in the format of Perfetto and chrome://tracing. */
export const timelineCommand = (cli: Cli): Command =>
  rayCommand<TimelineFlags>(
    cli,
    {
      usage: "timeline",
      description: "Print when tasks ran, as JSON for Perfetto or chrome://tracing",
      example: "jobwire ray tasks timeline > timeline.json",
    },
    async ({ cluster, flags, notices, print }) => {
      const timeline = await cluster.tasks.timeline({ jobId: flags.job, signal: cli.signal });
      await print(jsonLine(flags.json === true ? timeline : timeline.events));
      printIncomplete(notices, timeline);
      return ExitCode.succeeded;
    },
  ).option("--job <id>", "Print only the tasks of this job, named by Ray's own job id");
