import { InvalidArgumentError } from "commander";

const keys = ["details", "events", "artifacts", "problems", "raw"];

/** One more `--include`. */
export const collectInclude = (
  text: string,
  before: Readonly<Record<string, true>> = {},
): Readonly<Record<string, true>> => {
  const key = text.trim().toLowerCase();
  if (!keys.includes(key)) throw new InvalidArgumentError(`Give one of ${keys.join(", ")}.`);
  return { ...before, [key]: true };
};
