import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { configCommand } from "./config-command.ts";

/** `jobwire config path`: where the configuration is, even without one. */
export const configPathCommand = (cli: Cli): Command =>
  configCommand(
    cli,
    {
      usage: "path",
      description: "Print the path of the configuration (env: JOBWIRE_CONFIG)",
      example: "jobwire config path",
    },
    async ({ path, print }) => print(`${path}\n`),
  );
