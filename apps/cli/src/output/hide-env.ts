import { hideEnvVars } from "@jobwire/core";
import type { Command } from "commander";

/** The flag of commands that print runtime environments. */
export interface ShowEnvFlags {
  readonly showEnv?: boolean;
}

/** Adds `--show-env` to a command. */
export const addShowEnvOption = (command: Command): Command =>
  command.option("--show-env", "Print the values of env_vars; without it, <hidden> replaces each of them");

/** A value as a command prints it; `--show-env` shows the values of `env_vars`. */
export const withHiddenEnv = <A>(value: A, { showEnv }: ShowEnvFlags): A =>
  showEnv === true ? value : hideEnvVars(value);
