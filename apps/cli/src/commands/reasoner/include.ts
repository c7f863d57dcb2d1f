import { InvalidArgumentError } from "commander";

const parts = ["details", "events", "artifacts", "problems", "raw"];

/** Adds the value of one `--include`. */
export const collectInclude = (
  text: string,
  before: Readonly<Record<string, true>> = {},
): Readonly<Record<string, true>> => {
  const part = text.trim().toLowerCase();
  if (!parts.includes(part)) throw new InvalidArgumentError(`Pass one of ${parts.join(", ")}.`);
  return { ...before, [part]: true };
};
