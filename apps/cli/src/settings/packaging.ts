import type { Command } from "commander";
import type { ExpandRuntimeEnvOptions } from "@jobwire/node";
import { collectText } from "./parse-option.ts";

/** The flags of every command that packs local folders. */
export interface PackagingFlags {
  readonly exclude?: ReadonlyArray<string>;
  /** Undefined unless one of the two flags is given. */
  readonly gitignore?: boolean;
  /** Undefined unless one of the two flags is given. */
  readonly defaultExcludes?: string | false;
  readonly followLinks?: boolean;
  readonly listFiles?: boolean;
}

/** Adds {@link PackagingFlags} to a command. */
export const addPackagingOptions = (command: Command): Command =>
  command
    .option("--exclude <pattern>", "leave these files out, as in a .gitignore, repeatable", collectText)
    .option("--gitignore", "leave out the files that .gitignore files name (default)")
    .option("--no-gitignore", "pack the files that .gitignore files name (RAY_RUNTIME_ENV_IGNORE_GITIGNORE=1)")
    .option(
      "--default-excludes <patterns>",
      "leave these out of a working_dir, separated by commas (RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES, default .git,.venv,venv,__pycache__)",
    )
    .option("--no-default-excludes", "pack these folders, too")
    .option("--follow-links", "pack the targets of links that lead out of the folder")
    .option(
      "--list-files",
      "list the files that would be packed and those left out, with the rule; upload and start nothing",
    );

type Packaging = Pick<ExpandRuntimeEnvOptions, "excludes" | "gitignore" | "defaultExcludes" | "followLinks">;

/** What the flags say, then the environment. */
export const packagingOptions = async (flags: PackagingFlags, environment: NodeJS.ProcessEnv): Promise<Packaging> => {
  const { packagingFromEnv } = await import("@jobwire/node");
  const { exclude, gitignore, defaultExcludes, followLinks } = flags;
  const named = packagingFromEnv({ RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES: defaultExcludes || undefined });
  return {
    ...packagingFromEnv(environment),
    ...(exclude === undefined ? {} : { excludes: exclude }),
    ...(gitignore === undefined ? {} : { gitignore }),
    ...(defaultExcludes === false ? { defaultExcludes: false } : named),
    followLinks: followLinks === true,
  };
};
