import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { when } from "../../output/job-table.ts";
import { jsonLine } from "../../output/json.ts";
import { harmlessText } from "../../terminal/harmless.ts";
import { rayCommand } from "./ray-command.ts";

/** `jobwire ray cluster`: nodes, use of resources, demands, and what keeps the cluster busy. */
export const clusterCommand = (cli: Cli): Command =>
  rayCommand(cli, "cluster", "show the cluster's status and activities", async ({ cluster, flags, print }) => {
    const { signal } = cli;
    const [status, activities] = await Promise.all([cluster.clusterStatus({ signal }), cluster.activities({ signal })]);
    const fit = cli.output.isTerminal ? harmlessText : (text: string) => text;
    const busy = activities.map(
      ({ component, state, reason, lastActivityAtMs: last }) =>
        `${component}: ${state}${reason === null ? "" : `, ${reason}`}${last === null ? "" : `, last at ${when(last)}`}`,
    );
    const text = [status.text ?? "no report yet", "", ...busy, ""].join("\n");
    await print(flags.json === true ? jsonLine({ ...status, activities }) : fit(text));
    return ExitCode.succeeded;
  });
