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

/** The commands by the heading that the help shows them under. Loaded by name, since a command needs only its own. */
const groups: Readonly<Record<string, Readonly<Record<string, MakeCommands>>>> = {
  "Job systems:": {
    ray: async (cli, name) => (await import("./commands/ray/ray.ts")).rayCommands(cli, name),
    agent: async (cli) => (await import("./commands/agent/agent.ts")).agentCommands(cli),
    reasoner: async (cli) => (await import("./commands/reasoner/reasoner.ts")).reasonerCommands(cli),
  },
  "Pages and servers:": {
    console: async (cli) => (await import("./commands/gateway.ts")).consoleCommand(cli),
    gateway: async (cli) => (await import("./commands/gateway.ts")).gatewayCommand(cli),
    "reference-server": async (cli) => (await import("./commands/reference-server.ts")).referenceServerCommand(cli),
  },
};

const isKnown = (name: string | undefined): name is string =>
  name !== undefined && Object.values(groups).some((commands) => Object.hasOwn(commands, name));

/**
 * The command line: the whole one, or with the commands of one system only, when `first`, its first argument, names it; and of these
 * with one command only, when `second` names it.
 */
export const program = async (cli: Cli, first?: string, second?: string): Promise<Command> => {
  const all = new Command("jobwire")
    .description("Start, watch and finish long-running compute jobs")
    .version(packageVersion(), "-V, --version", "Print the version of this command");
  for (const [heading, commands] of Object.entries(groups)) {
    const named = Object.entries(commands).filter(([name]) => !isKnown(first) || name === first);
    all.commandsGroup(heading);
    for (const made of await Promise.all(named.map(([, make]) => make(cli, second)))) all.addCommand(made);
  }
  return configureCommand(all.commandsGroup("Help:").addHelpText("after", exitCodes));
};
