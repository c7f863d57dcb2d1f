import { withCallSite } from "../../call-site/with-call-site.ts";
import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import { isRecord } from "../../is-record.ts";
import { nearestName, respelled } from "../../surface/nearest-name.ts";
import type { NamesOf } from "../../surface/option-names.ts";
import type {
  RuntimeEnv,
  RuntimeEnvConfig,
  RuntimeEnvContainer,
  RuntimeEnvMpi,
  RuntimeEnvPip,
  RuntimeEnvUv,
} from "./runtime-env.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The fields of Ray 2.40 to 2.60, and the fields in those that have fixed ones. */
const fieldNames = {
  env_vars: 1,
  working_dir: 1,
  py_modules: 1,
  py_executable: 1,
  java_jars: 1,
  excludes: 1,
  pip: {
    packages: 1,
    pip_check: 1,
    pip_version: 1,
    pip_install_options: 1,
  } satisfies NamesOf<RuntimeEnvPip>,
  uv: {
    packages: 1,
    uv_check: 1,
    uv_version: 1,
    uv_pip_install_options: 1,
  } satisfies NamesOf<RuntimeEnvUv>,
  conda: 1,
  config: { setup_timeout_seconds: 1, eager_install: 1, log_files: 1 } satisfies NamesOf<RuntimeEnvConfig>,
  container: { image: 1, worker_path: 1, run_options: 1 } satisfies NamesOf<RuntimeEnvContainer>,
  image_uri: 1,
  worker_process_setup_hook: 1,
  nsight: 1,
  _nsight: 1,
  rocprof_sys: 1,
  _rocprof_sys: 1,
  mpi: { args: 1, worker_entry: 1 } satisfies NamesOf<RuntimeEnvMpi>,
  _ray_release: 1,
  _ray_commit: 1,
  _inject_current_ray: 1,
} satisfies NamesOf<Omit<RuntimeEnv, "extra">>;

const fields: ReadonlyArray<string> = Object.keys(fieldNames);

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/**
 * Throws `InvalidRequest` (reason `local`) for a key that Ray would ignore, so that the job would run without it. `plugins` is where
 * the keys of plugins are: in `extra`, or among the other keys, where only another spelling of one of Ray's own is refused.
 */
export const checkRuntimeEnvNames = (label: string, env: Fields, plugins: "extra" | "anywhere"): void => {
  for (const [name, value] of Object.entries(env)) {
    if (Object.hasOwn(fieldNames, name)) {
      const inner = fieldNames[name as keyof typeof fieldNames];
      if (inner !== 1 && isRecord(value)) checkInner(`${label}.${name}`, value, Object.keys(inner));
      continue;
    }
    if (plugins === "anywhere") {
      refuseRespelled(label, name);
      continue;
    }
    if (name === "extra") {
      checkExtra(label, value);
      continue;
    }
    const meant = nearestName(name, fields);
    throw invalid(
      `${label}.${excerpt(name, 60)} is not a field of Ray's runtime_env${
        meant === undefined ? "" : `; did you mean "${meant}"?`
      }${meant === undefined ? ". " : " "}Put the settings of your own plugin into "extra"`,
    );
  }
};

const checkInner = (label: string, value: Fields, names: ReadonlyArray<string>): void => {
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, names);
  const advice = meant === undefined ? `its fields are ${names.join(", ")}` : `did you mean "${meant}"?`;
  throw invalid(`${label} has no field "${excerpt(unknown, 60)}"; ${advice}`);
};

const checkExtra = (label: string, value: unknown): void => {
  if (value === undefined) return;
  if (!isRecord(value)) throw invalid(`${label}.extra must be an object with the settings of your plugins`);
  for (const name of Object.keys(value)) {
    refuseRespelled(`${label}.extra`, name);
    if (!fields.includes(name)) continue;
    throw invalid(`${label}.extra.${name} is a field of Ray's own. Move it out of "extra"`);
  }
};

const refuseRespelled = (label: string, name: string): void => {
  const meant = fields.includes(name) ? undefined : respelled(name, fields);
  if (meant === undefined) return;
  throw invalid(`${label}.${excerpt(name, 60)} is not a field of Ray's runtime_env; did you mean "${meant}"?`);
};

/** The runtime_env as Ray takes it: the settings of plugins beside Ray's own fields. */
export const flatRuntimeEnv = ({ extra, ...own }: RuntimeEnv): Fields => ({ ...own, ...extra });

/**
 * The runtime_env in a document, such as a file that `ray job submit --runtime-env` takes or the `runtimeEnv` of a job: keys that Ray
 * does not know move to `extra`, since they are the settings of plugins. Throws `InvalidRequest` (reason `local`) for a value that is
 * no object, and for another spelling of a field, such as `envVars`. Other values are checked when they are sent.
 *
 * @example
 * ```ts
 * import { parseRuntimeEnv } from "@jobwire/node";
 *
 * const runtimeEnv = parseRuntimeEnv({ env_vars: { LEVEL: "debug" }, my_plugin: { size: 2 } });
 * console.log(runtimeEnv.extra); // { my_plugin: { size: 2 } }
 * ```
 */
export const parseRuntimeEnv = (given: unknown): RuntimeEnv =>
  withCallSite(parseRuntimeEnv, () => {
    if (!isRecord(given)) throw invalid('the runtime_env must be an object, such as { env_vars: { A: "1" } }');
    checkRuntimeEnvNames("runtime_env", given, "anywhere");
    const entries = Object.entries(given);
    const plugins = entries.filter(([name]) => !fields.includes(name));
    const own = Object.fromEntries(entries.filter(([name]) => fields.includes(name))) as RuntimeEnv;
    return plugins.length === 0 ? own : { ...own, extra: Object.fromEntries(plugins) };
  });
