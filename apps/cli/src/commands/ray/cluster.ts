import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { when } from "../../output/cells.ts";
import { jsonLine } from "../../output/json.ts";
import { sanitizeText } from "../../terminal/sanitize.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray cluster`: nodes, resources in use, demands, and the activities that keep the cluster busy. */
export const clusterCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    { usage: "cluster", description: "Show the cluster's status and activities", example: "jobwire ray cluster" },
    async ({ cluster, flags, print }) => {
      const { signal } = cli;
      const [status, activities] = await Promise.all([
        cluster.clusterStatus({ signal }),
        cluster.activities({ signal }),
      ]);
      const sanitize = cli.output.isTerminal ? sanitizeText : (text: string) => text;
      const activityLines = activities.map(
        ({ component, state, reason, lastActivityAtMs: last }) =>
          `${component}: ${state}${reason === null ? "" : `, ${reason}`}${last === null ? "" : `, last at ${when(last)}`}`,
      );
      const text = [status.text ?? "no report yet", "", ...activityLines, ""].join("\n");
      await print(flags.json === true ? jsonLine({ ...status, activities }) : sanitize(text));
      return ExitCode.succeeded;
    },
  );
