import type { Environment } from "../environment.ts";
import type { WorkingDirOptions } from "./working-dir-package.ts";

/**
 * The options of a package that Ray's own client reads from the environment:
 *
 * - `RAY_RUNTIME_ENV_IGNORE_GITIGNORE`: `1`, and nothing else, packs what `.gitignore` files name;
 * - `RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES`: rules in place of the default excludes, between commas; an empty one is none.
 *
 * A caller's own options go before: `uploadWorkingDir(cluster, path, { ...packagingFromEnv(), excludes })`.
 */
export const packagingFromEnv = (
  env: Environment = process.env,
): Pick<WorkingDirOptions, "gitignore" | "defaultExcludes"> => {
  const excludes = env["RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES"];
  const rules = excludes?.split(",").map((rule) => rule.trim());
  return {
    ...(env["RAY_RUNTIME_ENV_IGNORE_GITIGNORE"] === "1" ? { gitignore: false } : {}),
    // Unlike elsewhere, empty is not the same as absent.
    ...(rules === undefined ? {} : { defaultExcludes: rules.filter((rule) => rule !== "") }),
  };
};
