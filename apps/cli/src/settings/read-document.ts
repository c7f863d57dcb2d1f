import { parseJson, parseYaml } from "./parse-document.ts";
import { UsageError } from "./parse-option.ts";
import { mostDocumentBytes, readFlagFile } from "./read-file.ts";

/**
 * The object in a file, JSON, or YAML when its name says so or it is `-`, stdin (every JSON text is YAML); `what` names it in
 * messages. Throws a usage error, which says where the document is wrong and shows nothing of it.
 */
export const readDocument = async (
  what: string,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> => {
  const text = await readFlagFile(what, path, mostDocumentBytes, signal);
  const parsed = /\.ya?ml$/i.test(path) || path === "-" ? await parseYaml(text) : parseJson(text);
  if ("problem" in parsed) throw new UsageError(`${what} ${path}: ${parsed.problem}`);
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${what} ${path} must hold an object`);
  }
  return value as Record<string, unknown>;
};
