import { UsageError } from "./parse-option.ts";
import { mostDocumentBytes, readFlagFile } from "./read-file.ts";

/** The object in a file, JSON, or YAML when its name says so or it is `-`, stdin (every JSON text is YAML); `what` names it in messages. Throws a usage error. */
export const readDocument = async (
  what: string,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> => {
  const text = await readFlagFile(what, path, mostDocumentBytes, signal);
  let value: unknown;
  try {
    value = /\.ya?ml$/i.test(path) || path === "-" ? (await import("yaml")).parse(text) : JSON.parse(text);
  } catch (error) {
    // The first line only: yaml's message goes on with an excerpt, and env_vars may hold secrets.
    throw new UsageError(`${what} ${path}: ${String((error as Error).message).split("\n")[0]}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${what} ${path} must hold an object`);
  }
  return value as Record<string, unknown>;
};
