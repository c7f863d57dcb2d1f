import { type Command, Help, type HelpConfiguration, Option } from "commander";
import { type ColourChoice, chooseColours } from "./terminal/style.ts";

/** The texts that the help of a command shows. */
export interface CommandText {
  /** The command's name and its operands: `logs <ids...>`. */
  readonly usage: string;
  /** One line: a verb, an object, no full stop. */
  readonly description: string;
  /** A command line that a reader can copy. */
  readonly example: string;
}

/** The headings of options that many commands share. They come after the command's own `Options:`. */
export const optionGroups = {
  log: "Log output:",
  files: "Local files:",
  connection: "Connection:",
} as const;

/** Options of every command, which the help lists last. */
const commonOptions: ReadonlyArray<string> = ["json", "verbose", "color", "help"];

/** The text with choices and default in one pair of brackets at its end, both as a user types them. */
const optionDescription = ({ description, argChoices, defaultValue, required, optional }: Option): string => {
  const facts = argChoices === undefined ? [] : [`choices: ${argChoices.join(", ")}`];
  if (defaultValue !== undefined && (required || optional)) facts.push(`default: ${String(defaultValue)}`);
  if (facts.length === 0) return description;
  // Some texts end in brackets already: (env: NAME).
  const [text, open] = description.endsWith(")") ? [description.slice(0, -1), "; "] : [description, " ("];
  return `${text}${open}${facts.join("; ")})`;
};

const helpConfiguration: HelpConfiguration = {
  optionDescription,
  // Every command has options, so the lists of commands leave `[options]` out.
  subcommandTerm: (command) => new Help().subcommandTerm(command).replace(" [options]", ""),
  // `scale <application> <deployment> <replicas>` leaves 33 columns of 80.
  minWidthToWrap: 30,
  visibleOptions: (command) => {
    const options = new Help().visibleOptions(command);
    const isCommon = (option: Option): boolean => commonOptions.includes(option.attributeName());
    return [...options.filter((option) => !isCommon(option)), ...options.filter(isCommon)];
  },
};

/** Adds an example below the options. */
export const addExample = (command: Command, example: string): Command =>
  command.addHelpText("after", `\nExample:\n  ${example}`);

/** Adds `--color` to a command that runs. It counts from the moment at which the command line has it. */
const addColourOption = (command: Command, environment: NodeJS.ProcessEnv): void => {
  const option = new Option("--color <when>", "Colour what the command prints (env: FORCE_COLOR, NO_COLOR)");
  command.addOption(option.choices(["auto", "always", "never"]).default("auto"));
  command.on("option:color", (choice: ColourChoice) => chooseColours(choice, environment));
};

/** Prepares this command and those below it: one form of help, and exceptions in place of `process.exit`. */
export const configureCommand = (command: Command, environment: NodeJS.ProcessEnv): Command => {
  command.exitOverride().configureHelp(helpConfiguration).helpOption("-h, --help", "Show this help");
  if (command.commands.length > 0) command.helpCommand("help [command]", "Show the help of a command");
  else addColourOption(command, environment);
  for (const child of command.commands) configureCommand(child, environment);
  return command;
};
