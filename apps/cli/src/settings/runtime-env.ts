import { readFileSync } from "node:fs";
import { UsageError } from "./parse-option.ts";

const readObject = async (path: string): Promise<Record<string, unknown>> => {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read --runtime-env ${path}: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
  let value: unknown;
  try {
    value = /\.ya?ml$/i.test(path) ? (await import("yaml")).parse(text) : JSON.parse(text);
  } catch (error) {
    // The first line only: yaml's message goes on with an excerpt, and env_vars may hold secrets.
    throw new UsageError(`--runtime-env ${path}: ${String((error as Error).message).split("\n")[0]}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`--runtime-env ${path} must hold an object`);
  }
  return value as Record<string, unknown>;
};

/** The runtime_env of a submit: the file's, with each `--env` set in its `env_vars`. Undefined when neither was given. */
export const runtimeEnv = async (
  path: string | undefined,
  env: Readonly<Record<string, string>> | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const fromFile = path === undefined ? undefined : await readObject(path);
  if (env === undefined) return fromFile;
  const vars = fromFile?.["env_vars"];
  if (vars !== undefined && (typeof vars !== "object" || vars === null || Array.isArray(vars))) {
    throw new UsageError(`--runtime-env ${path}: env_vars must be an object`);
  }
  return { ...fromFile, env_vars: { ...vars, ...env } };
};
