import { Command, Help, type HelpConfiguration, Option } from "commander";
import { type ColourChoice, chooseColours } from "./terminal/style.ts";
import { usageMessage } from "./usage-message.ts";

/** The texts that the help of a command shows. */
export interface CommandText {
  /** The command's name and its operands: `logs <ids...>`. */
  readonly usage: string;
  /** One line: a verb, an object, no full stop. */
  readonly description: string;
  /** A command line that a reader can copy, or several. */
  readonly example: string | ReadonlyArray<string>;
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

/** A longer term than this has a line of its own, so that the texts of all others keep most of the terminal's width. */
const maxTermWidth = 28;

/** One line for a term and its text, or more where the text is long. */
const formatItem: Help["formatItem"] = (term, termWidth, description, helper) => {
  if (term.length <= termWidth) return new Help().formatItem.call(helper, term, termWidth, description, helper);
  const below = new Help().formatItem.call(helper, "", termWidth, description, helper);
  return `  ${term}\n${below}`;
};

const helpConfiguration: HelpConfiguration = {
  formatItem,
  padWidth: (command, helper) => Math.min(new Help().padWidth(command, helper), maxTermWidth),
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

/** Adds examples below the options. */
export const addExample = (command: Command, example: CommandText["example"]): Command => {
  const examples = typeof example === "string" ? [example] : example;
  const heading = examples.length === 1 ? "Example:" : "Examples:";
  return command.addHelpText("after", ["", heading, ...examples.map((line) => `  ${line}`)].join("\n"));
};

/** Makes a command with its name, operands and help. */
export const commandOf = ({ usage, description, example }: CommandText): Command => {
  const [name, ...operands] = usage.split(" ");
  const command = addExample(new Command(name).description(description), example);
  return operands.length > 0 ? command.arguments(operands.join(" ")) : command;
};

/** Adds `--color` to a command that runs. It counts from the moment at which the command line has it. */
const addColourOption = (command: Command, environment: NodeJS.ProcessEnv): void => {
  const option = new Option("--color <when>", "Colour what the command prints (env: FORCE_COLOR, NO_COLOR)");
  command.addOption(option.choices(["auto", "always", "never"]).default("auto"));
  command.on("option:color", (choice: ColourChoice) => chooseColours(choice, environment));
};

/** Prepares this command and those below it: one form of help, and exceptions in place of `process.exit`. */
export const configureCommand = (command: Command, environment: NodeJS.ProcessEnv): Command => {
  command
    .exitOverride()
    .configureHelp(helpConfiguration)
    .configureOutput({ outputError: (message, write) => write(usageMessage(command, message)) })
    .helpOption("-h, --help", "Show this help");
  if (command.commands.length > 0) command.helpCommand("help [command...]", "Show the help of a command");
  else addColourOption(command, environment);
  for (const child of command.commands) configureCommand(child, environment);
  return command;
};

/**
 * The arguments with `help` before the name of a command, at any level, as `--help` behind it: `help ray submit` and `ray help submit`
 * are `ray submit --help`. Commander's own `help` finds the commands of its own level only.
 */
export const helpArguments = (all: Command, argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  let command = all;
  const path: Array<string> = [];
  let asks = false;
  for (const [at, word] of argv.entries()) {
    if (command.commands.length === 0) break;
    if (word === "help" && !asks) {
      asks = true;
      continue;
    }
    const next = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    // Commander reports the unknown word, and suggests a known one.
    if (next === undefined) return asks && !word.startsWith("-") ? [...path, word, ...argv.slice(at + 1)] : argv;
    path.push(word);
    command = next;
  }
  return asks ? [...path, "--help"] : argv;
};
