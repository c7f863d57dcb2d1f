import { UsageError } from "./parse-option.ts";
import { mostTokenBytes, readFlagFile } from "./read-file.ts";

/** The token in the file that an option names, without white space round it. */
export const readTokenFile = async (path: string, signal: AbortSignal, option = "--token-file"): Promise<string> => {
  const token = (await readFlagFile(option, path, mostTokenBytes, signal)).trim();
  if (token === "") throw new UsageError(`${option}: ${path === "-" ? "stdin" : path} is empty`);
  return token;
};
