import type { Completeness, RayCluster, StateFilter, SummaryOptions } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import type { ConnectionFlags } from "../../../settings/connection.ts";
import { collectFilter } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";
import { rowTable, sayIncomplete } from "./state-commands.ts";

interface SummaryFlags extends ConnectionFlags {
  readonly filter?: ReadonlyArray<StateFilter>;
}

interface Counted {
  readonly answer: Completeness;
  readonly groups: ReadonlyArray<readonly [name: string, states: Readonly<Record<string, number>>]>;
}

const summaries: Readonly<
  Record<"tasks" | "actors" | "objects", (cluster: RayCluster, options: SummaryOptions) => Promise<Counted>>
> = {
  tasks: async (cluster, options) => {
    const answer = await cluster.tasks.summary(options);
    return { answer, groups: Object.entries(answer.byName).map(([name, { states }]) => [name, states]) };
  },
  actors: async (cluster, options) => {
    const answer = await cluster.actors.summary(options);
    return { answer, groups: Object.entries(answer.byClass).map(([name, { states }]) => [name, states]) };
  },
  objects: async (cluster, options) => {
    const answer = await cluster.objects.summary(options);
    return {
      answer,
      groups: Object.entries(answer.byCallSite).map(([site, { referenceTypes }]) => [site, referenceTypes]),
    };
  },
};

/** `jobwire ray tasks|actors|objects summary`: counts by name and state. */
export const summaryCommand = (cli: Cli, name: keyof typeof summaries): Command =>
  rayCommand<SummaryFlags>(cli, "summary", `count ${name}`, async ({ cluster, flags, notices, print }) => {
    const { answer, groups } = await summaries[name](cluster, { filters: flags.filter, signal: cli.signal });
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
    await print(flags.json === true ? jsonLine(answer) : table());
    sayIncomplete(notices, answer);
    return ExitCode.succeeded;
  }).option("--filter <K=V>", "count only rows where it holds; K!=V, too; repeatable", collectFilter);
