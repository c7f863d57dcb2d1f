import type { Command } from "commander";
import { styled } from "./terminal/style.ts";

/** A command's name with those of the commands above it. */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

/** The paths of all commands with this name, for a user who left out the name of the system. */
const pathsTo = (command: Command, name: string): ReadonlyArray<string> => [
  ...(command.name() === name ? [pathOf(command)] : []),
  ...command.commands.flatMap((child) => pathsTo(child, name)),
];

/** What a user can do after commander's message: the commands of that name elsewhere, or the help. */
const advice = (command: Command, message: string): string => {
  const unknown = /^error: unknown command '([^']+)'\n$/.exec(message)?.[1];
  const elsewhere = unknown === undefined ? [] : pathsTo(rootOf(command), unknown);
  if (elsewhere.length > 0) return `Commands of that name: ${elsewhere.join(", ")}`;
  return `To see what it takes: ${pathOf(command)} --help`;
};

/** How commander begins its messages. */
const prefix = "error: ";

/** Commander's message about wrong usage in the form of all others, with advice. */
export const usageMessage = (command: Command, message: string): string => {
  const own = styled("red", "jobwire:", process.stderr);
  return `${own} ${message.slice(message.startsWith(prefix) ? prefix.length : 0)}${advice(command, message)}\n`;
};
