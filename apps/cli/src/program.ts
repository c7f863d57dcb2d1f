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

/** A top-level command. */
interface TopCommand {
  /** The line in the list of commands, so that the list needs none of their code. */
  readonly summary: string;
  readonly operands?: string;
  /** The help does not list it: only scripts run it. */
  readonly isHidden?: boolean;
  readonly make: (cli: Cli, name?: string) => Promise<Command>;
}

/** The commands by the heading that the help shows them under. Loaded by name, since a command needs only its own. */
const groups: Readonly<Record<string, Readonly<Record<string, TopCommand>>>> = {
  "Job systems:": {
    ray: {
      summary: "Work with a Ray cluster: its jobs, state and Serve applications",
      make: async (cli, name) => (await import("./commands/ray/ray.ts")).rayCommands(cli, name),
    },
    agent: {
      summary: "Work with a Synapse Agent: its jobs, nodes, tasks and Serve applications",
      make: async (cli) => (await import("./commands/agent/agent.ts")).agentCommands(cli),
    },
    reasoner: {
      summary: "Work with RelationalAI reasoners, over Direct Access or SQL",
      make: async (cli) => (await import("./commands/reasoner/reasoner.ts")).reasonerCommands(cli),
    },
  },
  "Settings:": {
    config: {
      summary: "Name clusters, and choose the current one",
      make: async (cli) => (await import("./commands/config/config.ts")).configCommands(cli),
    },
    completion: {
      summary: "Print the script with which a shell completes commands and job ids",
      operands: "<shell>",
      make: async (cli) => (await import("./commands/completion.ts")).completionCommand(cli),
    },
    complete: {
      summary: "Print the words that may come at the end of a command line",
      make: async (cli) => (await import("./commands/completion.ts")).completeCommand(cli),
      isHidden: true,
    },
  },
  "Pages and servers:": {
    console: {
      summary: "Show jobs and their logs in a browser",
      make: async (cli) => (await import("./commands/gateway.ts")).consoleCommand(cli),
    },
    gateway: {
      summary: "Serve jobs and their logs over HTTP, for pages and programs",
      make: async (cli) => (await import("./commands/gateway.ts")).gatewayCommand(cli),
    },
    "reference-server": {
      summary: "Run servers to try Jobwire on, on this machine",
      make: async (cli) => (await import("./commands/reference-server.ts")).referenceServerCommand(cli),
    },
  },
};

const allCommands = Object.entries(groups).flatMap(([heading, commands]) =>
  Object.entries(commands).map(([name, command]) => ({ heading, name, ...command })),
);

/** The command line with all commands that `make` returns, under their headings. */
const withCommands = (made: ReadonlyArray<Command>, environment: NodeJS.ProcessEnv): Command => {
  const all = new Command("jobwire")
    .description("Start, watch and finish long-running compute jobs")
    .version(packageVersion(), "-V, --version", "Print the version of this command");
  for (const command of made) {
    const { heading = "", isHidden } = allCommands.find(({ name }) => name === command.name()) ?? {};
    all.commandsGroup(heading).addCommand(command, { hidden: isHidden === true });
  }
  return configureCommand(all.commandsGroup("Help:").addHelpText("after", exitCodes), environment);
};

/**
 * The command line: the whole one, or with the commands of one system only, when `first`, its first argument, names it; and of these
 * with one command only, when `second` names it.
 */
export const program = async (cli: Cli, first?: string, second?: string): Promise<Command> => {
  const named = allCommands.filter(({ name }) => name === first);
  const wanted = named.length > 0 ? named : allCommands;
  const made = await Promise.all(wanted.map(async ({ summary, make }) => (await make(cli, second)).summary(summary)));
  return withCommands(made, cli.environment);
};

/** The command line as `jobwire --help` shows it: it lists the commands and can run none. */
export const overview = (): Command =>
  withCommands(
    allCommands.map(({ name, summary, operands }) => {
      const command = new Command(name).summary(summary);
      return operands === undefined ? command : command.arguments(operands);
    }),
    {},
  );
