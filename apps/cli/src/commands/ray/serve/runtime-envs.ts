import type { ServeConfig } from "@jobwire/core";

type RuntimeEnv = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is RuntimeEnv =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The record with one field changed, if that field is an object. */
const mapField = async (
  record: RuntimeEnv,
  field: string,
  change: (value: RuntimeEnv) => Promise<RuntimeEnv>,
): Promise<RuntimeEnv> => {
  const value = record[field];
  return isRecord(value) ? { ...record, [field]: await change(value) } : record;
};

/** The list with each object changed, one after the other. Anything else stays unchanged, and the library rejects it. */
const mapObjects = async (list: unknown, change: (value: RuntimeEnv) => Promise<RuntimeEnv>): Promise<unknown> => {
  if (!Array.isArray(list)) return list;
  const changed: Array<unknown> = [];
  for (const entry of list as ReadonlyArray<unknown>) changed.push(isRecord(entry) ? await change(entry) : entry);
  return changed;
};

/** The config with each runtime_env changed: those of the applications and those of their deployments. */
export const mapRuntimeEnvs = async (
  config: ServeConfig,
  change: (env: RuntimeEnv) => Promise<RuntimeEnv>,
): Promise<ServeConfig> => {
  const applications = await mapObjects(config.applications, async (application) => {
    const changed = await mapField(application, "runtime_env", change);
    if (!Array.isArray(changed["deployments"])) return changed;
    const deployments = await mapObjects(changed["deployments"], (deployment) =>
      mapField(deployment, "ray_actor_options", (actor) => mapField(actor, "runtime_env", change)),
    );
    return { ...changed, deployments };
  });
  return { ...config, applications } as ServeConfig;
};

/** Every runtime_env of the config, in the order of {@link mapRuntimeEnvs}. */
export const runtimeEnvsOf = async (config: ServeConfig): Promise<ReadonlyArray<RuntimeEnv>> => {
  const envs: Array<RuntimeEnv> = [];
  await mapRuntimeEnvs(config, async (env) => {
    envs.push(env);
    return env;
  });
  return envs;
};
