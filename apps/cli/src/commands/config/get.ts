import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { jsonLine } from "../../output/json.ts";
import { recordTable } from "../../output/record-table.ts";
import { settingNamed, settingsOf } from "../../profiles/profile.ts";
import { didYouMean } from "../../settings/did-you-mean.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { configCommand } from "./config-command.ts";
import { knownCluster } from "./known-cluster.ts";

/** `jobwire config get NAME [SETTING]`: the settings of one cluster, or the value of one setting alone. */
export const getClusterCommand = (cli: Cli): Command =>
  configCommand<{ readonly json?: boolean }>(
    cli,
    {
      usage: "get <name> [setting]",
      description: "Show one cluster, or one of its settings",
      example: ["jobwire config get prod", "jobwire config get prod address"],
    },
    async ({ read, flags, operands, print }) => {
      const [name = "", wanted] = operands;
      const profiles = await read();
      const { system, settings } = knownCluster(profiles, name);
      const cluster = { name, system, current: profiles.current[system] === name, ...settings };
      if (wanted === undefined) {
        return print(flags.json === true ? jsonLine(cluster) : recordTable(cluster, cli.output));
      }
      const known = ["system", ...settingsOf(system)];
      const setting = settingNamed(known, wanted);
      if (setting === undefined) {
        throw new UsageError(
          `${system} has no setting "${wanted}".${didYouMean(wanted, known)} It may have: ${known.join(", ")}.`,
        );
      }
      const value = (cluster as Readonly<Record<string, string | boolean>>)[setting];
      if (flags.json === true) return print(jsonLine(value ?? null));
      if (value === undefined)
        throw new UsageError(`The cluster "${name}" has no ${setting}. To see what it has: jobwire config get ${name}`);
      return print(`${String(value)}\n`);
    },
  ).option("--json", "Print JSON");
