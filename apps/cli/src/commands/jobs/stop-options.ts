import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { Interrupted } from "../../interrupts.ts";
import type { Notices } from "../../output/notices.ts";
import type { ClientFlags } from "../../settings/client-options.ts";
import { parseSeconds } from "../../settings/parse-option.ts";

/** The flags of a command that stops a job. */
export interface StopFlags extends ClientFlags {
  readonly wait: boolean;
  readonly timeout?: number;
}

/** Adds {@link StopFlags} to a command. */
export const addStopOptions = (command: Command): Command =>
  command
    .option("--no-wait", "Return right after asking; don't wait until the job has ended")
    .option("--timeout <seconds>", "Stop waiting after this many seconds (exit code 124)", parseSeconds);

/** Runs `stop`. After Ctrl-C it prints that the job may be stopping, and the command line that waits for its end. */
export const noteInterruptedStop = async <A>(
  { signal }: Pick<Cli, "signal">,
  notices: Notices,
  id: string,
  waitCommand: string,
  stop: () => Promise<A>,
): Promise<A> => {
  try {
    return await stop();
  } catch (error) {
    if (signal.reason instanceof Interrupted)
      notices.info(`Detached. ${id} may be stopping. To wait for its end: ${waitCommand}`);
    throw error;
  }
};
