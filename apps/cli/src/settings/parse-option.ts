import type { StateFilter } from "@jobwire/core";
import { InvalidArgumentError } from "commander";

/** A number of at least 0, decimals allowed. */
export const parseAmount = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError("Give a number ≥ 0.");
  return value;
};

/** A time in seconds, above 0; decimals allowed. */
export const parseSeconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("Give a number of seconds above 0.");
  }
  return value;
};

/** A whole number of at least 1. */
export const parsePositive = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Give a whole number ≥ 1.");
  }
  return value;
};

/** A whole number of at least 0. */
export const parseCount = (text: string): number => {
  const value = parseAmount(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("Give a whole number ≥ 0.");
  return value;
};

/** A TCP port; 0 lets the system choose. */
export const parsePort = (text: string): number => {
  const value = parseCount(text);
  if (value > 65_535) throw new InvalidArgumentError("Give a port from 0 to 65535.");
  return value;
};

/** One more `K=V`; the value may hold further `=`. */
export const collectPair = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const at = text.indexOf("=");
  // commander would repeat the text, which may hold a secret (`--env "$TOKEN"`).
  if (at < 1) throw new UsageError("options '--env' and '--metadata' must be given as 'KEY=VALUE'");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
};

/** One more `Name: value`, as curl's -H takes it. */
export const collectHeader = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const at = text.indexOf(":");
  // The text is not repeated in the message: it may hold a credential. commander repeats it, so this is not its error class.
  if (at < 1) throw new UsageError("option '--header' must be given as 'Name: value'");
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
};

/** One more text. */
export const collectText = (text: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...before,
  text,
];

/** One more `KEY=VALUE` or `KEY!=VALUE`. */
export const collectFilter = (text: string, before: ReadonlyArray<StateFilter> = []): ReadonlyArray<StateFilter> => {
  // The column in any spelling, as Ray or this command prints it; the library knows which there are.
  const match = /^([A-Za-z][\w -]*)(!?=)(.*)$/s.exec(text.trimStart());
  if (match === null) throw new InvalidArgumentError("Give it as KEY=VALUE or KEY!=VALUE.");
  const [, key = "", predicate, value = ""] = match;
  return [...before, { key: key.trimEnd(), predicate: predicate === "!=" ? "!=" : "=", value }];
};

/** A JSON object of numbers, such as `{"accelerator": 1}`. */
export const parseNumbers = (text: string): Readonly<Record<string, number>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("Give a JSON object of numbers.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError("Give a JSON object of numbers.");
  }
  if (Object.values(value).some((amount) => typeof amount !== "number")) {
    throw new InvalidArgumentError("Every value must be a number.");
  }
  return value as Record<string, number>;
};

/** Usage that is wrong in a way that commander cannot see; ends with exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}
