import { parseJson, parseYaml } from "./parse-document.ts";
import { UsageError } from "./parse-option.ts";
import { maxDocumentBytes, readFlagFile } from "./read-file.ts";

/**
 * The object in a file. The file is YAML when its name ends in .yaml or .yml or when it is `-` (stdin; every JSON text is YAML), and
 * JSON otherwise. `label` names the file in messages. Throws a {@link UsageError} with the position of a mistake and nothing of the
 * content, which may hold secrets.
 */
export const readDocument = async (
  label: string,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> => {
  const text = await readFlagFile(label, path, maxDocumentBytes, signal);
  const isYaml = /\.ya?ml$/i.test(path) || path === "-";
  const parsed = isYaml ? await parseYaml(text) : parseJson(text);
  if ("problem" in parsed) {
    throw new UsageError(`${label} ${path} is not valid ${isYaml ? "YAML" : "JSON"}: ${parsed.problem}. Correct it.`);
  }
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${label} ${path} does not hold an object. Write it as names and values.`);
  }
  return value as Record<string, unknown>;
};
