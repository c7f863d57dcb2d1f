import type { Command } from "commander";
import type { Cli } from "../src/cli.ts";
import { ExitCode } from "../src/exit-code.ts";
import { program } from "../src/program.ts";

const unused = new AbortController().signal;

/** A process that no command of a test uses. */
export const noProcess: Cli = {
  output: { stream: process.stdout, isTerminal: false, closed: unused, write: async () => {}, flush: async () => {} },
  interrupts: { signal: unused, handleFirst: () => () => {} },
  signal: unused,
  environment: {},
  operandsAfterDashes: 0,
  exitCode: ExitCode.succeeded,
};

/** A command's name with those of the commands above it. */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** A command and all below it. */
export const withChildren = (command: Command): ReadonlyArray<Command> => [
  command,
  ...command.commands.flatMap(withChildren),
];

/** Every command by its path. */
export const allCommands = async (): Promise<ReadonlyArray<readonly [path: string, command: Command]>> =>
  withChildren(await program(noProcess)).map((command) => [pathOf(command), command] as const);
