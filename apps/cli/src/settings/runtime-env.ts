import { UsageError } from "./parse-option.ts";
import { readDocument } from "./read-document.ts";

/** The runtime_env of a submission: the file's, with each `--env` in its `env_vars`. Undefined without both flags. */
export const runtimeEnv = async (
  path: string | undefined,
  env: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const fromFile = path === undefined ? undefined : await readDocument("--runtime-env", path, signal);
  if (env === undefined) return fromFile;
  const vars = fromFile?.["env_vars"];
  if (vars !== undefined && (typeof vars !== "object" || vars === null || Array.isArray(vars))) {
    throw new UsageError(`--runtime-env ${path}: env_vars is not an object. Write it as names and values.`);
  }
  return { ...fromFile, env_vars: { ...vars, ...env } };
};
