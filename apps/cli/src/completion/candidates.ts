import type { Argument, Option } from "commander";
import type { Candidate, Candidates } from "./candidate.ts";
import type { CompletionTarget } from "./find-target.ts";
import { liveIds } from "./live-ids.ts";
import { profilesOf } from "../profiles/command-profile.ts";
import { isProfileSystem } from "../profiles/profile.ts";

const plain = (word: string): Candidate => ({ word, description: "" });

const fileValues: ReadonlyArray<string> = ["<path>", "<file>", "<folder>", "<path|true|false>"];

const clusters = async (
  { path }: CompletionTarget,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Candidates> => {
  const found = [...(await profilesOf(environment, signal)).clusters];
  const [system] = path;
  const ofSystem = isProfileSystem(system) ? found.filter(([, profile]) => profile.system === system) : found;
  return ofSystem.map(([word, profile]) => ({
    word,
    description: String(profile.settings["address"] ?? profile.system),
  }));
};

const optionValues = async (
  target: CompletionTarget,
  option: Option,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Candidates> => {
  if (option.argChoices !== undefined) return option.argChoices.map(plain);
  if (option.long === "--cluster") return clusters(target, environment, signal);
  if (option.long === "--id" && target.path[0] === "reasoner") return liveIds(target, environment, signal);
  return fileValues.some((value) => option.flags.endsWith(` ${value}`)) ? "files" : [];
};

/** The argument that the next operand is. */
const nextArgument = ({ command, operands }: CompletionTarget): Argument | undefined => {
  const known = command.registeredArguments;
  return known[operands.length] ?? (known.at(-1)?.variadic === true ? known.at(-1) : undefined);
};

const operandValues = async (
  target: CompletionTarget,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Candidates> => {
  const argument = nextArgument(target);
  if (argument === undefined) return [];
  if (argument.argChoices !== undefined) return argument.argChoices.map(plain);
  switch (argument.name()) {
    case "id":
    case "ids": {
      const found = await liveIds(target, environment, signal);
      return found.filter(({ word }) => !target.operands.includes(word));
    }
    case "name":
    case "names":
      return target.path[0] === "config" ? clusters(target, environment, signal) : [];
    case "file":
    case "entrypoint":
      return "files";
    default:
      return [];
  }
};

/** The words that may come at the target, whatever of them is written. */
export const candidatesFor = async (
  target: CompletionTarget,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Candidates> => {
  const { command, optionWithValue, isAfterDashes, word } = target;
  if (optionWithValue !== undefined) return optionValues(target, optionWithValue, environment, signal);
  if (!isAfterDashes && word.startsWith("-")) {
    const options = command.createHelp().visibleOptions(command);
    return options.map((option) => ({ word: option.long ?? option.short ?? "", description: option.description }));
  }
  if (command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return commands.map((child) => ({ word: child.name(), description: child.summary() || child.description() }));
  }
  return operandValues(target, environment, signal);
};
