import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { configureCommand } from "./help.ts";
import { packageVersion } from "./package-version.ts";

const exitCodes = `
Exit codes:
  0    the job succeeded, or the command did what you asked
  1    the job failed, or was not found
  2    wrong usage, invalid request, or no permission (401, 403)
  3    the job was stopped
  4    connection lost, unreadable response, or unknown outcome
  124  a time limit ran out
  130  Ctrl-C (the job continues)`;

type MakeCommands = (cli: Cli, name?: string) => Promise<Command>;

/** The commands of each system. Loaded by name, since a command needs only its own. */
const systems: Readonly<Record<string, MakeCommands>> = {
  ray: async (cli, name) => (await import("./commands/ray/ray.ts")).rayCommands(cli, name),
  agent: async (cli) => (await import("./commands/agent/agent.ts")).agentCommands(cli),
  reasoner: async (cli) => (await import("./commands/reasoner/reasoner.ts")).reasonerCommands(cli),
  "reference-server": async (cli) => (await import("./commands/reference-server.ts")).referenceServerCommand(cli),
  console: async (cli) => (await import("./commands/gateway.ts")).consoleCommand(cli),
  gateway: async (cli) => (await import("./commands/gateway.ts")).gatewayCommand(cli),
};

/**
 * The command line: the whole one, or with the commands of one system only, when `first`, its first argument, names it; and of these
 * with one command only, when `second` names it.
 */
export const program = async (cli: Cli, first?: string, second?: string): Promise<Command> => {
  const named = first !== undefined && Object.hasOwn(systems, first) ? systems[first] : undefined;
  const commands = named === undefined ? Object.values(systems) : [named];
  const all = new Command("jobwire")
    .description("Start, watch and finish long-running compute jobs")
    .version(packageVersion(), "-V, --version", "Print the version of this command");
  for (const made of await Promise.all(commands.map((make) => make(cli, second)))) all.addCommand(made);
  return configureCommand(all.addHelpText("after", exitCodes), cli.environment);
};
