import type { Command } from "commander";
import { addShowEnvOption, type ShowEnvFlags } from "../../output/hide-env.ts";
import type { ClientFlags } from "../../settings/client-options.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import { addInterruptOption, type InterruptFlags } from "./interrupt-option.ts";

/** The flags of a command that waits. */
export interface WaitFlags extends ClientFlags, ShowEnvFlags, InterruptFlags {
  readonly timeout?: number;
}

/** The wait limit that `--timeout` sets, in milliseconds; undefined without the flag. */
export const timeoutMsOf = ({ timeout }: { readonly timeout?: number }): number | undefined =>
  timeout === undefined ? undefined : timeout * 1000;

/** Adds {@link WaitFlags} to a command. */
export const addWaitOptions = (command: Command): Command =>
  addInterruptOption(
    addShowEnvOption(command).option(
      "--timeout <seconds>",
      "Stop waiting after this many seconds (exit code 124)",
      parseSeconds,
    ),
  );
