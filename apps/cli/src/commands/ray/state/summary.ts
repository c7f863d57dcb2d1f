import type { Completeness, RayCluster, StateFilter, SummaryOptions } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { collectFilter } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";
import { rowTable, printIncomplete } from "./state-commands.ts";

interface SummaryFlags extends ConnectionFlags {
  readonly filter?: ReadonlyArray<StateFilter>;
}

interface SummaryGroups {
  readonly summary: Completeness;
  readonly groups: ReadonlyArray<readonly [name: string, states: Readonly<Record<string, number>>]>;
}

const summaries: Readonly<
  Record<"tasks" | "actors" | "objects", (cluster: RayCluster, options: SummaryOptions) => Promise<SummaryGroups>>
> = {
  tasks: async (cluster, options) => {
    const summary = await cluster.tasks.summary(options);
    return { summary, groups: Object.entries(summary.byName).map(([name, { states }]) => [name, states]) };
  },
  actors: async (cluster, options) => {
    const summary = await cluster.actors.summary(options);
    return { summary, groups: Object.entries(summary.byClass).map(([name, { states }]) => [name, states]) };
  },
  objects: async (cluster, options) => {
    const summary = await cluster.objects.summary(options);
    return {
      summary,
      groups: Object.entries(summary.byCallSite).map(([site, { referenceTypes }]) => [site, referenceTypes]),
    };
  },
};

/** `jobwire ray tasks|actors|objects summary`: counts by name and state. */
export const summaryCommand = (cli: Cli, name: keyof typeof summaries): Command =>
  rayCommand<SummaryFlags>(
    cli,
    {
      usage: "summary",
      description: name === "objects" ? "Count objects by call site and reference" : `Count ${name} by name and state`,
      example: `jobwire ray ${name} summary`,
    },
    async ({ cluster, flags, notices, print }) => {
      const { summary, groups } = await summaries[name](cluster, { filters: flags.filter, signal: cli.signal });
      const rows = groups.flatMap(([group, states]) =>
        Object.entries(states).map(([state, count]) => ({ group, state, count })),
      );
      const table = (): string =>
        rowTable(
          cli,
          [
            ["NAME", ({ group }) => group],
            [name === "objects" ? "REFERENCE" : "STATE", ({ state }) => state],
            ["COUNT", ({ count }) => count],
          ],
          rows,
        );
      await print(flags.json === true ? jsonLine(summary) : table());
      printIncomplete(notices, summary);
      return ExitCode.succeeded;
    },
  ).option("--filter <K=V>", "Count only rows with this value; K!=V excludes them; repeatable", collectFilter);
