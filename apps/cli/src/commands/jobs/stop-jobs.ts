import type { ExitCode } from "../../exit-code.ts";
import { Interrupted } from "../../interrupts.ts";
import type { NextCommand } from "../../next-command.ts";
import { withSpinner } from "../../output/spinner.ts";
import type { ClientContext } from "../client-command.ts";
import { forEachJob } from "./for-each-job.ts";
import type { StopFlags } from "./stop-options.ts";

/**
 * Runs `stop` for each job in the operands. After Ctrl-C it prints that the jobs may be stopping, and the command line that waits for
 * their end.
 */
export const stopJobs = async (
  context: ClientContext<StopFlags>,
  nextCommand: NextCommand,
  stop: (id: string) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const { cli, notices, operands } = context;
  const [first = "", ...others] = operands;
  const label = others.length === 0 ? first : `${operands.length} jobs`;
  try {
    return await withSpinner(notices, `stopping ${label}`, () => forEachJob(context, stop));
  } catch (error) {
    if (cli.signal.reason instanceof Interrupted)
      notices.info(
        `Detached. ${label} may be stopping. To wait for ${others.length === 0 ? "its" : "their"} end: ${nextCommand(["wait"], operands)}`,
      );
    throw error;
  }
};
