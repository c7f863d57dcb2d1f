import { readFileSync } from "node:fs";
import { InvalidRequest } from "@jobwire/core";

/**
 * The text of a file that a variable or flag names, white space round it cut. Throws `InvalidRequest` (reason `local`), which
 * names both and shows nothing of the file, when it cannot be read or is empty.
 */
export const readTextFile = (named: string, what: string, path: string): string => {
  const invalid = (problem: string, cause?: unknown): InvalidRequest =>
    new InvalidRequest({ message: `${named}: the ${what} ${path} ${problem}`, reason: "local", cause });
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw invalid(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"})`, cause);
  }
  if (text === "") throw invalid("is empty");
  return text;
};
