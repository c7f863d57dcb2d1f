import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { cellOf } from "../../output/cells.ts";
import { titledTable } from "../../output/titled-table.ts";
import { jsonLine } from "../../output/json.ts";
import { configCommand } from "./config-command.ts";

/** `jobwire config list`: every cluster, by name; a star marks the current ones. */
export const listClustersCommand = (cli: Cli): Command =>
  configCommand<{ readonly json?: boolean }>(
    cli,
    { usage: "list", description: "List the clusters; * marks the current ones", example: "jobwire config list" },
    async ({ path, read, flags, notices, print }) => {
      const { clusters, current } = await read();
      const found = [...clusters]
        .map(([name, { system, settings }]) => ({ name, system, current: current[system] === name, ...settings }))
        .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
      if (flags.json === true) return print(jsonLine(found));
      if (found.length === 0) {
        return notices.info(`No clusters in ${path}. To add one: jobwire config set NAME --address URL`);
      }
      const cell = cellOf(cli.output);
      const rows = found.map(({ name, system, current: isCurrent, ...settings }) => {
        const { address, account } = settings as Readonly<Record<string, unknown>>;
        return [isCurrent ? "*" : " ", name, system, cell(address ?? account)];
      });
      return print(titledTable(["", "NAME", "SYSTEM", "ADDRESS"], rows, cli.output.stream));
    },
  ).option("--json", "Print JSON");
