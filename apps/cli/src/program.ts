import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { agentCommands } from "./commands/agent/agent.ts";
import { rayCommands } from "./commands/ray/ray.ts";
import { reasonerCommands } from "./commands/reasoner/reasoner.ts";
import { referenceServerCommand } from "./commands/reference-server.ts";
import { configureCommand } from "./help.ts";

const exitCodes = `
Exit codes:
  0    the job succeeded, or the command did what you asked
  1    the job failed, or was not found
  2    wrong usage, invalid request, or no permission (401, 403)
  3    the job was stopped
  4    connection lost, unreadable response, or unknown outcome
  124  a time limit ran out
  130  Ctrl-C (the job continues)`;

const packageVersion = (): string => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
};

/** The whole command line. */
export const program = (cli: Cli): Command =>
  configureCommand(
    new Command("jobwire")
      .description("Start, watch and finish long-running compute jobs")
      .version(packageVersion(), "-V, --version", "Print the version of this command")
      .addCommand(rayCommands(cli))
      .addCommand(agentCommands(cli))
      .addCommand(reasonerCommands(cli))
      .addCommand(referenceServerCommand(cli))
      .addHelpText("after", exitCodes),
  );
