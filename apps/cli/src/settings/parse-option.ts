import type { StateFilter } from "@jobwire/core";
import { InvalidArgumentError } from "commander";
import { httpUrl } from "./http-url.ts";

/** Wrong usage that commander cannot detect. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** A number of at least 0, decimals allowed. */
export const parseAmount = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError("Pass a number ≥ 0.");
  return value;
};

/** A time in seconds, above 0; decimals allowed. */
export const parseSeconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("Pass a number of seconds above 0.");
  }
  return value;
};

/** A whole number of at least 1. */
export const parsePositive = (text: string): number => {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError("Pass a whole number ≥ 1.");
  }
  return value;
};

/** A whole number of at least 0. */
export const parseCount = (text: string): number => {
  const value = parseAmount(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("Pass a whole number ≥ 0.");
  return value;
};

/** A TCP port; 0 lets the system choose. */
export const parsePort = (text: string): number => {
  const value = parseCount(text);
  if (value > 65_535) throw new InvalidArgumentError("Pass a port from 0 to 65535.");
  return value;
};

// commander repeats the text of an InvalidArgumentError, and a pair or a header may hold a secret (`--env "$TOKEN"`). The two
// parsers below throw a UsageError instead, which does not repeat it.

/** Adds one `K=V`. The value may hold further `=`. */
export const collectPair = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError('A value of --env or --metadata has no name before a "=". Pass KEY=VALUE.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
};

/** Adds one `Name: value`, the form of curl's -H. */
export const collectHeader = (
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const at = text.indexOf(":");
  if (at < 1) throw new UsageError('A value of --header has no name before a ":". Pass "Name: value".');
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
};

const truths: ReadonlyArray<string> = ["true", "yes", "on", "1"];
const untruths: ReadonlyArray<string> = ["false", "no", "off", "0"];

/** `true`, `false` in the spellings that `ray job --verify` takes, or else a path. */
export const parseVerify = (text: string): string | boolean => {
  const word = text.trim().toLowerCase();
  if (word === "") throw new InvalidArgumentError("Pass a path, true or false.");
  return truths.includes(word) || (untruths.includes(word) ? false : text);
};

/** The URL of an HTTP proxy. The URL may hold a password, so the message does not repeat it. */
export const parseProxy = (text: string): string => {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (httpUrl(full) !== undefined) return text;
  throw new UsageError(
    "The value of --proxy is not the URL of an HTTP proxy. Pass one such as http://proxy.example:3128.",
  );
};

/** Words separated by commas. */
export const parseWords = (text: string): ReadonlyArray<string> => {
  const words = text.split(",").map((word) => word.trim());
  if (words.includes("")) throw new InvalidArgumentError("Pass words separated by commas.");
  return words;
};

/** Adds one text. */
export const collectText = (text: string, before: ReadonlyArray<string> = []): ReadonlyArray<string> => [
  ...before,
  text,
];

/** Adds one `KEY=VALUE` or `KEY!=VALUE`. */
export const collectFilter = (text: string, before: ReadonlyArray<StateFilter> = []): ReadonlyArray<StateFilter> => {
  // Any spelling of the column passes, Ray's or this command's. The library knows the columns.
  const match = /^([A-Za-z][\w -]*)(!?=)(.*)$/s.exec(text.trimStart());
  if (match === null) throw new InvalidArgumentError("Pass KEY=VALUE or KEY!=VALUE.");
  const [, key = "", predicate, value = ""] = match;
  return [...before, { key: key.trimEnd(), predicate: predicate === "!=" ? "!=" : "=", value }];
};
