import type { Command } from "commander";
import type { ClientFlags } from "../../settings/client-options.ts";
import { parseSeconds } from "../../settings/parse-option.ts";

/** The flags of a command that stops jobs. */
export interface StopFlags extends ClientFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

/** Adds {@link StopFlags} to a command. */
export const addStopOptions = (command: Command): Command =>
  command
    .option("--no-wait", "Return right after asking; don't wait until the jobs have ended")
    .option("--timeout <seconds>", "Stop waiting after this many seconds (exit code 124)", parseSeconds);
