import { InvalidRequest } from "@jobwire/core/errors";
import { FileProblem, readSmallFileSync } from "./small-file.ts";

/** Larger than any token or key. */
export const maxSecretBytes = 65_536;

/**
 * The text of a small file that a variable or flag names, without surrounding white space. Throws `InvalidRequest` (reason `local`),
 * which names both and shows nothing of the file, when it cannot be read, is empty, or is not a file: a pipe or device could block
 * the program forever.
 */
export const readTextFile = (named: string, what: string, path: string): string => {
  const invalid = (problem: string, cause?: unknown): InvalidRequest =>
    new InvalidRequest({ message: `${named}: the ${what} ${path} ${problem}`, reason: "local", cause });
  let text: string;
  try {
    text = readSmallFileSync(path, maxSecretBytes).trim();
  } catch (error) {
    if (error instanceof FileProblem) throw invalid(error.message, error.cause);
    throw error;
  }
  if (text === "") throw invalid("is empty");
  return text;
};
