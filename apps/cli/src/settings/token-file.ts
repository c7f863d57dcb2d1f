import { stat } from "node:fs/promises";
import type { TokenFunction } from "@jobwire/core";
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

/** True for a file that can be read again; stdin and pipes (`<(command)`) can be read once only. */
export const canReadAgain = async (path: string): Promise<boolean> => {
  if (path === "-") return false;
  try {
    return (await stat(path)).isFile();
  } catch {
    // The file is gone after its token was read; somebody may write a new one later.
    return true;
  }
};

/** The token of a file, which the client reads again after the server refused its token; of a pipe or stdin, the token alone. */
export const openTokenFile = async (
  path: string,
  signal: AbortSignal,
  option = "--token-file",
): Promise<string | TokenFunction> => {
  const again = await canReadAgain(path);
  const token = await readTokenFile(path, signal, option);
  if (!again) return token;
  const { rotatingToken } = await import("@jobwire/node-shared");
  return rotatingToken(token, path, option);
};
