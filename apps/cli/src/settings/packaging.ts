import type { Command } from "commander";
import type { ExpandRuntimeEnvOptions } from "@jobwire/node";
import { optionGroups } from "../help.ts";
import { clients } from "./clients.ts";
import { collectText } from "./parse-option.ts";

/** The flags of every command that packs local folders. */
export interface PackagingFlags {
  readonly exclude?: ReadonlyArray<string>;
  /** Undefined without `--gitignore` and `--no-gitignore`. */
  readonly gitignore?: boolean;
  /** Undefined without `--default-excludes` and `--no-default-excludes`. */
  readonly defaultExcludes?: string | false;
  readonly followLinks?: boolean;
  readonly listFiles?: boolean;
}

/** Adds {@link PackagingFlags} to a command. */
export const addPackagingOptions = (command: Command): Command =>
  command
    .optionsGroup(optionGroups.files)
    .option("--exclude <pattern>", "Leave out matching files, in .gitignore syntax; repeatable", collectText)
    .option("--gitignore", "Leave out the files that .gitignore names (default)")
    .option("--no-gitignore", "Pack the files that .gitignore names (env: RAY_RUNTIME_ENV_IGNORE_GITIGNORE=1)")
    .option(
      "--default-excludes <patterns>",
      "Leave these out of a working_dir, separated by commas (env: RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES; default: .git,.venv,venv,__pycache__)",
    )
    .option("--no-default-excludes", "Pack the default excludes, too")
    .option("--follow-links", "Pack the targets of links that point outside the folder")
    .option("--list-files", "List the files to pack, and those left out with the rule; upload and start nothing")
    .optionsGroup("Options:");

type Packaging = Pick<ExpandRuntimeEnvOptions, "excludes" | "gitignore" | "defaultExcludes" | "followLinks">;

/** The packing options of the environment, overridden by the flags. */
export const packagingOptions = async (flags: PackagingFlags, environment: NodeJS.ProcessEnv): Promise<Packaging> => {
  const { packagingFromEnv } = await clients();
  const { exclude, gitignore, defaultExcludes, followLinks } = flags;
  const fromFlag = packagingFromEnv({ RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES: defaultExcludes || undefined });
  return {
    ...packagingFromEnv(environment),
    ...(exclude === undefined ? {} : { excludes: exclude }),
    ...(gitignore === undefined ? {} : { gitignore }),
    ...(defaultExcludes === false ? { defaultExcludes: false } : fromFlag),
    followLinks: followLinks === true,
  };
};
