import type { Environment } from "../environment.ts";
import type { WorkingDirOptions } from "./working-dir-package.ts";

/**
 * The packaging options that Ray's own client reads from the environment:
 *
 * - `RAY_RUNTIME_ENV_IGNORE_GITIGNORE`: only `1` packs entries that `.gitignore` files name;
 * - `RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES`: comma-separated rules that replace the default excludes; an empty value means none.
 *
 * Your own options take precedence: `uploadWorkingDir(cluster, path, { ...packagingFromEnv(), excludes })`.
 *
 * @example
 * ```ts
 * import { packagingFromEnv, ray, uploadWorkingDir } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const { uri } = await uploadWorkingDir(cluster, "./training", { ...packagingFromEnv(), excludes: ["*.csv"] });
 * console.log(uri);
 * await cluster.close();
 * ```
 */
export const packagingFromEnv = (
  env: Environment = process.env,
): Pick<WorkingDirOptions, "gitignore" | "defaultExcludes"> => {
  const excludes = env["RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES"];
  const rules = excludes?.split(",").map((rule) => rule.trim());
  return {
    ...(env["RAY_RUNTIME_ENV_IGNORE_GITIGNORE"] === "1" ? { gitignore: false } : {}),
    // Unlike elsewhere, an empty variable differs from an absent one.
    ...(rules === undefined ? {} : { defaultExcludes: rules.filter((rule) => rule !== "") }),
  };
};
