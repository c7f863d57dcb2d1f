import type { Command } from "commander";
import { UsageError } from "../../settings/parse-option.ts";

/** The flag of every command that follows or waits for jobs. */
export interface InterruptFlags {
  readonly stopOnInterrupt?: boolean;
}

/** Adds {@link InterruptFlags} to a command. */
export const addInterruptOption = (command: Command): Command =>
  command.option("--stop-on-interrupt", "Stop the job on Ctrl-C and wait until it has ended");

/** Throws a {@link UsageError} for `--stop-on-interrupt` on a command that prints what there is and does not follow. */
export const checkInterruptFlags = (flags: InterruptFlags & { readonly follow?: boolean }): void => {
  if (flags.stopOnInterrupt !== true || flags.follow === true) return;
  throw new UsageError("--stop-on-interrupt works only with --follow. Pass both, or neither.");
};
