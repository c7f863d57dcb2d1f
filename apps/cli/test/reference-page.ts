import type { Command, Option } from "commander";

/** An option's text, and the facts in brackets at its end. */
interface OptionFacts {
  readonly text: string;
  readonly environment: string;
  readonly choices: string;
  readonly standard: string;
}

/** Splits `Text (env: NAME; choices: a, b; default: a)`. */
const factsOf = (description: string): OptionFacts => {
  const at = description.lastIndexOf(" (");
  const isFacts = at !== -1 && description.endsWith(")") && /^ \((?:env|choices|default)/.test(description.slice(at));
  const facts = isFacts ? description.slice(at + 2, -1).split("; ") : [];
  const fact = (name: string): string => facts.find((one) => one.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  const isDefault = facts.includes("default");
  return {
    text: isFacts ? description.slice(0, at) : description,
    environment: fact("env"),
    choices: fact("choices"),
    standard: isDefault ? "yes" : fact("default"),
  };
};

/** Text in a cell of a table: no cell ends early, and nothing counts as HTML. */
const cell = (text: string): string => text.replaceAll("<", "&lt;").replaceAll("|", "\\|");
const code = (text: string): string => (text === "" ? "" : `\`${text.replaceAll("|", "\\|")}\``);

/** Names of variables as code, the words between them as text: `A, then B`. */
const variables = (text: string): string => text.replaceAll(/[A-Z][A-Z_]{3,}(?:=\S+)?/g, (name) => `\`${name}\``);

const optionRow = (command: Command, option: Option): string => {
  const { text, environment, choices, standard } = factsOf(
    command.configureHelp().optionDescription?.(option) ?? option.description,
  );
  const values = choices === "" ? "" : `: ${choices.split(", ").map(code).join(", ")}`;
  const others = standard === "" ? "" : standard;
  return `| ${code(option.flags)} | ${cell(text)}${values} | ${variables(cell(environment))} | ${cell(others)} |`;
};

const table = (command: Command, options: ReadonlyArray<Option>): string =>
  options.length === 0
    ? ""
    : [
        "| option | what it does | environment | default |",
        "| --- | --- | --- | --- |",
        ...options.map((option) => optionRow(command, option)),
        "",
      ].join("\n");

const isConnection = ({ helpGroupHeading }: Option): boolean => helpGroupHeading === "Connection:";
const isOfEveryCommand = (option: Option): boolean =>
  ["json", "verbose", "color", "help"].includes(option.attributeName());

/** The lines of the help below the options: examples, and what belongs to one command only. */
const helpText = (command: Command): string => {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 }).outputHelp();
  return text;
};
const examplesOf = (command: Command): string =>
  helpText(command)
    .split(/\nExamples?:\n/)[1]
    ?.trimEnd() ?? "";

const leafSection = (path: string, command: Command): ReadonlyArray<string> => {
  const rest = command.options.filter((option) => !isConnection(option) && !isOfEveryCommand(option));
  // As the help has them: the command's own first, then those that several commands share.
  const isOwn = ({ helpGroupHeading }: Option): boolean => ["Options:", undefined].includes(helpGroupHeading);
  const own = [...rest.filter(isOwn), ...rest.filter((option) => !isOwn(option))];
  return [
    `### ${path}`,
    "",
    `${cell(command.description())}.`.replace("..", "."),
    "",
    "```text",
    `${path} ${command.usage()}`.trimEnd(),
    "```",
    "",
    table(command, own),
    "```sh",
    ...examplesOf(command)
      .split("\n")
      .map((line) => line.trim()),
    "```",
    "",
  ].filter((line, at, lines) => line !== "" || lines[at - 1] !== "");
};

const leavesOf = (path: string, command: Command): ReadonlyArray<readonly [string, Command]> =>
  command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((child) => leavesOf(`${path} ${child.name()}`, child));

const systemSection = (command: Command): ReadonlyArray<string> => {
  const path = `jobwire ${command.name()}`;
  const leaves = leavesOf(path, command);
  const [, first = command] = leaves[0] ?? [];
  const connection = first.options.filter(isConnection);
  const sections = leaves.flatMap(([name, leaf]) => leafSection(name, leaf));
  if (command.commands.length === 0)
    return [...sections.map((line) => line.replace(/^### /, "## ")), table(first, connection)];
  const shared = connection.length === 0 ? [] : [`### Connect (every ${path} command)`, "", table(first, connection)];
  return [`## ${path}`, "", `${cell(command.description())}.`, "", ...shared, ...sections];
};

/** The reference of the command line as a page of the docs. */
export const referencePage = (all: Command, exitCodes: string): string => {
  const visible = all
    .createHelp()
    .visibleCommands(all)
    .filter((command) => command.name() !== "help");
  const [leaf] = leavesOf("jobwire", all);
  const common = (leaf?.[1].options ?? []).filter(isOfEveryCommand);
  return [
    "# All commands and options",
    "",
    "`npx -y pnpm@12.21.0 run generate` writes this page from the help of the commands. `jobwire help COMMAND` prints the same.",
    "",
    "## Options of every command",
    "",
    table(leaf?.[1] ?? all, common),
    "A flag comes first, then the cluster that `--cluster` or `JOBWIRE_CLUSTER` names, then the environment, then the current cluster of",
    "`jobwire config`. See [Name your clusters](profiles.md).",
    "",
    "## Exit codes",
    "",
    exitCodes,
    "",
    ...visible.flatMap(systemSection),
  ]
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd()
    .concat("\n");
};
