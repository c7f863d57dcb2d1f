import type { Environment } from "@jobwire/node-shared";
import { packagingFromEnv as read, type WorkingDirOptions } from "@jobwire/node-shared/working-dir";
import { Deno } from "./deno.ts";

/** Each variable by name, so that Deno asks for permission for these only. */
const names = ["RAY_RUNTIME_ENV_IGNORE_GITIGNORE", "RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES"];
const environment = (): Environment => Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));

/**
 * Reads the packaging options that Ray's own client takes from the environment, as Node's `packagingFromEnv`; needs `--allow-env` for both variables.
 *
 * @example
 * ```ts
 * import { packagingFromEnv, ray, uploadWorkingDir } from "@jobwire/deno";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const { uri } = await uploadWorkingDir(cluster, "./training", { ...packagingFromEnv(), excludes: ["*.csv"] });
 * console.log(uri);
 * await cluster.close();
 * ```
 */
export const packagingFromEnv = (
  env: Environment = environment(),
): Pick<WorkingDirOptions, "gitignore" | "defaultExcludes"> => read(env);
