import { UsageError } from "./parse-option.ts";
import { maxTokenBytes, readFlagFile } from "./read-file.ts";

/** The token in the file that an option names, without white space around it. */
export const readTokenFile = async (path: string, signal: AbortSignal, option = "--token-file"): Promise<string> => {
  const token = (await readFlagFile(option, path, maxTokenBytes, signal)).trim();
  if (token === "") {
    throw new UsageError(`${option}: ${path === "-" ? "stdin" : path} is empty. Pass a file or a pipe with a token.`);
  }
  return token;
};
