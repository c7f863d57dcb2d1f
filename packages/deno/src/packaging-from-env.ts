import type { Environment } from "@jobwire/node-shared";
import { packagingFromEnv as read, type WorkingDirOptions } from "@jobwire/node-shared/working-dir";
import { Deno } from "./deno.ts";

/** Named one by one, so that Deno asks for no more than these. */
const names = ["RAY_RUNTIME_ENV_IGNORE_GITIGNORE", "RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES"];
const environment = (): Environment => Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));

/** The options of a package that Ray's own client reads from the environment, as Node's `packagingFromEnv`; needs `--allow-env` for both. */
export const packagingFromEnv = (
  env: Environment = environment(),
): Pick<WorkingDirOptions, "gitignore" | "defaultExcludes"> => read(env);
