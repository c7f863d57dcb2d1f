import type { Command } from "commander";

/** The flag of every command that follows or waits for jobs. */
export interface InterruptFlags {
  readonly stopOnInterrupt?: boolean;
}

/** Adds {@link InterruptFlags} to a command. */
export const addInterruptOption = (command: Command): Command =>
  command.option("--stop-on-interrupt", "Stop the job on Ctrl-C and wait until it has ended");
