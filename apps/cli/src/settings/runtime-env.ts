import type { JsonObject } from "./json-flag.ts";
import { UsageError } from "./parse-option.ts";
import { readDocument } from "./read-document.ts";

/** The flags that describe a runtime_env. */
export interface RuntimeEnvFlags {
  readonly runtimeEnv?: string;
  readonly runtimeEnvJson?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly pyModules?: ReadonlyArray<string>;
}

const described = async (
  { runtimeEnv: path, runtimeEnvJson }: RuntimeEnvFlags,
  signal: AbortSignal,
): Promise<JsonObject | undefined> => {
  if (path === undefined) return runtimeEnvJson;
  if (runtimeEnvJson !== undefined)
    throw new UsageError("--runtime-env and --runtime-env-json exclude each other. Pass one of them.");
  return await readDocument("--runtime-env", path, signal);
};

/** The flag that the runtime_env comes from, for messages. */
const sourceOf = ({ runtimeEnv: path }: RuntimeEnvFlags): string =>
  path === undefined ? "--runtime-env-json" : `--runtime-env ${path}`;

const withVariables = (base: JsonObject, flags: RuntimeEnvFlags): JsonObject => {
  const { env } = flags;
  if (env === undefined) return base;
  const vars = base["env_vars"];
  if (vars !== undefined && (typeof vars !== "object" || vars === null || Array.isArray(vars))) {
    throw new UsageError(`${sourceOf(flags)}: env_vars is not an object. Write it as names and values.`);
  }
  return { ...base, env_vars: { ...vars, ...env } };
};

const withModules = (base: JsonObject, flags: RuntimeEnvFlags): JsonObject => {
  const { pyModules } = flags;
  if (pyModules === undefined) return base;
  const modules = base["py_modules"] ?? [];
  if (!Array.isArray(modules)) {
    throw new UsageError(`${sourceOf(flags)}: py_modules is not a list. Write it as a list of paths and URIs.`);
  }
  return { ...base, py_modules: [...(modules as ReadonlyArray<unknown>), ...pyModules] };
};

/**
 * The runtime_env of a submission: that of the file or of the JSON text, with each `--env` in its `env_vars`, each `--py-modules` in
 * its `py_modules`, and `--working-dir`. Undefined without any of these flags.
 */
export const runtimeEnv = async (flags: RuntimeEnvFlags, signal: AbortSignal): Promise<JsonObject | undefined> => {
  const base = await described(flags, signal);
  const { env, workingDir, pyModules } = flags;
  if (env === undefined && workingDir === undefined && pyModules === undefined) return base;
  const complete = withModules(withVariables(base ?? {}, flags), flags);
  return workingDir === undefined ? complete : { ...complete, working_dir: workingDir };
};
