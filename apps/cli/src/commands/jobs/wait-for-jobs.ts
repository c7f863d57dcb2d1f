import type { Command } from "commander";
import { type ExitCode, exitCodeOfStatus, worstExitCode } from "../../exit-code.ts";
import { printFailureMessage } from "../../follow-job.ts";
import { addShowEnvOption, type ShowEnvFlags, withHiddenEnv } from "../../output/hide-env.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { readJobs } from "../../read-jobs.ts";
import { report } from "../../report.ts";
import type { ClientFlags } from "../../settings/client-options.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";
import type { ClientContext } from "../client-command.ts";

/** The flags of a command that waits. */
export interface WaitFlags extends ClientFlags, ShowEnvFlags {
  readonly timeout?: number;
}

/** The wait limit that `--timeout` sets, in milliseconds; undefined without the flag. */
export const timeoutMsOf = ({ timeout }: { readonly timeout?: number }): number | undefined =>
  timeout === undefined ? undefined : timeout * 1000;

/** Waits until every job in the operands has ended. Returns the worst exit code among them. */
export const waitForJobs = async (
  jobs: WatchedJobs,
  { cli, notices, flags, operands, print }: ClientContext<WaitFlags>,
): Promise<ExitCode> => {
  const { signal } = cli;
  const json = flags.json === true;
  const several = operands.length > 1;
  const startedAt = performance.now();
  const limitMs = timeoutMsOf(flags);
  await readJobs(jobs, operands, signal, limitMs);
  const ended = new Map<string, WatchedJob>();
  const waitForOne = async (id: string): Promise<ExitCode> => {
    try {
      const job = await jobs.wait(id, {
        signal,
        timeoutMs:
          limitMs === undefined ? undefined : Math.max(1, Math.round(limitMs - (performance.now() - startedAt))),
        onRetry: retryNotices(notices, id),
        onStatus: pendingNotice(notices, id),
      });
      ended.set(id, job);
      printFailureMessage(notices, job.status, job.message, several ? id : undefined);
      if (!json) notices.status(job.status, several ? job.id : undefined);
      return exitCodeOfStatus(job.status);
    } catch (error) {
      return report(error, signal, notices, json);
    }
  };
  const label = several ? `${operands.length} jobs` : (operands[0] ?? "");
  const codes = await withSpinner(notices, `waiting for ${label}`, (progress) =>
    Promise.all(
      operands.map(async (id) => {
        const code = await waitForOne(id);
        progress.update(`waiting for ${label} (${ended.size} ended)`);
        return code;
      }),
    ),
  );
  if (json)
    await print(
      jsonLine(
        withHiddenEnv(
          operands.flatMap((id) => ended.get(id)?.record ?? []),
          flags,
        ),
      ),
    );
  return worstExitCode(codes);
};

/** Adds {@link WaitFlags} to a command. */
export const addWaitOptions = (command: Command): Command =>
  addShowEnvOption(command).option(
    "--timeout <seconds>",
    "Stop waiting after this many seconds (exit code 124)",
    parseSeconds,
  );
