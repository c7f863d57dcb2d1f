import type { Command, Option } from "commander";

/** The position in a command line at which the user writes, and the words before it. */
export interface CompletionTarget {
  readonly command: Command;
  /** The names of the commands, without `jobwire`. */
  readonly path: ReadonlyArray<string>;
  /** The operands before the word. */
  readonly operands: ReadonlyArray<string>;
  /** The values of the options before the word, by their names in `opts()`. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The word is the value of this option. */
  readonly optionWithValue?: Option;
  /** The word comes after `--`. */
  readonly isAfterDashes: boolean;
  /** The part of the word that is written. */
  readonly word: string;
  /** The part of `--option=value` before the value. */
  readonly before: string;
}

const takesValue = (option: Option): boolean => option.required || option.optional;

/** Whether commander takes a word for the value of the option before it: for that of `--console [url]` it takes no other option. */
const mayBeValue = ({ optional }: Option, word: string): boolean =>
  !optional || word.length < 2 || !word.startsWith("-");

const parsed = (option: Option, text: string, former: unknown): unknown => {
  if (!takesValue(option)) return !option.negate;
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, former as never);
  } catch {
    // The command itself reports a wrong value, when it runs.
    return former;
  }
};

/** Finds the meaning of the last word. Undefined when a word before it is no command, so that nothing can be suggested. */
export const findTarget = (program: Command, words: ReadonlyArray<string>): CompletionTarget | undefined => {
  let command = program;
  const path: Array<string> = [];
  const operands: Array<string> = [];
  const flags: Record<string, unknown> = {};
  let waiting: Option | undefined;
  let isAfterDashes = false;
  const optionOf = (text: string): Option | undefined =>
    command.options.find(({ long, short }) => text === long || text === short);
  const set = (option: Option, text: string): void => {
    const name = option.attributeName();
    flags[name] = parsed(option, text, flags[name]);
  };
  for (const word of words.slice(0, -1)) {
    const [name = "", ...values] = word.split("=");
    if (waiting !== undefined && !mayBeValue(waiting, word)) waiting = undefined;
    if (isAfterDashes) operands.push(word);
    else if (waiting !== undefined) {
      set(waiting, word);
      waiting = undefined;
    } else if (word === "--") isAfterDashes = true;
    else if (word.startsWith("-")) {
      const option = optionOf(name);
      if (option !== undefined && takesValue(option) && values.length === 0) waiting = option;
      else if (option !== undefined) set(option, values.join("="));
    } else if (command.commands.length > 0) {
      // `help` names commands as well.
      if (word === "help") continue;
      const next = command.commands.find((child) => child.name() === word);
      if (next === undefined) return undefined;
      command = next;
      path.push(word);
    } else operands.push(word);
  }
  const last = words.at(-1) ?? "";
  const common = { command, path, operands, flags, isAfterDashes };
  if (waiting !== undefined && mayBeValue(waiting, last))
    return { ...common, optionWithValue: waiting, word: last, before: "" };
  const equals = last.indexOf("=");
  const option = isAfterDashes || equals === -1 ? undefined : optionOf(last.slice(0, equals));
  if (option === undefined) return { ...common, word: last, before: "" };
  return { ...common, optionWithValue: option, word: last.slice(equals + 1), before: last.slice(0, equals + 1) };
};
