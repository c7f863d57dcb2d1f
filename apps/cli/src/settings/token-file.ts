import { readFileSync } from "node:fs";
import { UsageError } from "./parse-option.ts";

/** The token in the file that an option names, without white space round it. */
export const readTokenFile = (path: string, option = "--token-file"): string => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${option} ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
  const token = text.trim();
  if (token === "") throw new UsageError(`${option} ${path} is empty`);
  return token;
};
