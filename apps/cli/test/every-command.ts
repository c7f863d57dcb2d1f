import type { Command } from "commander";
import type { Cli } from "../src/cli.ts";
import { ExitCode } from "../src/exit-code.ts";
import { program } from "../src/program.ts";

const unused = new AbortController().signal;

/** A process for commands that a test only reads. */
export const unusedCli: Cli = {
  output: {
    stream: process.stdout,
    isTerminal: false,
    closed: unused,
    lastLine: { bar: undefined },
    write: async () => {},
    flush: async () => {},
  },
  interrupts: { signal: unused, handleFirst: () => () => {} },
  signal: unused,
  environment: {},
  operandsAfterDashes: 0,
  exitCode: ExitCode.succeeded,
};

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** A command and all below it. */
export const withChildren = (command: Command): ReadonlyArray<Command> => [
  command,
  ...command.commands.flatMap(withChildren),
];

/** Every command with its path, such as `jobwire ray logs`. */
export const everyCommand = async (): Promise<ReadonlyArray<readonly [path: string, command: Command]>> =>
  withChildren(await program(unusedCli)).map((command) => [pathOf(command), command]);
