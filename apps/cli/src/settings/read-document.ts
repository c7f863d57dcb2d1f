import { readFileSync } from "node:fs";
import { parseJson, parseYaml } from "./parse-document.ts";
import { UsageError } from "./parse-option.ts";

/**
 * The object in a file, JSON, or YAML when its name says so; `what` names it in messages. Throws a usage error, which says where
 * the document is wrong and shows nothing of it.
 */
export const readDocument = async (what: string, path: string): Promise<Record<string, unknown>> => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${what} ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
  const parsed = /\.ya?ml$/i.test(path) ? await parseYaml(text) : parseJson(text);
  if ("problem" in parsed) throw new UsageError(`${what} ${path}: ${parsed.problem}`);
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${what} ${path} must hold an object`);
  }
  return value as Record<string, unknown>;
};
