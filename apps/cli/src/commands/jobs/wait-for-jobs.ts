import { detachable } from "../../detach.ts";
import { ExitCode, exitCodeOfStatus, worstExitCode } from "../../exit-code.ts";
import { printFailureMessage } from "../../follow-job.ts";
import { withHiddenEnv } from "../../output/hide-env.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import type { NextCommand } from "../../next-command.ts";
import { readJobs } from "../../read-jobs.ts";
import { report } from "../../report.ts";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";
import type { ClientContext } from "../client-command.ts";
import { timeoutMsOf, type WaitFlags } from "./wait-options.ts";

/** The jobs that a wait is about, and those that have ended so far. */
interface Wait {
  readonly jobs: WatchedJobs;
  readonly several: boolean;
  readonly startedAt: number;
  readonly limitMs: number | undefined;
  readonly ended: Map<string, WatchedJob>;
}

const waitForOne = async (
  { jobs, several, startedAt, limitMs, ended }: Wait,
  { cli, notices, flags }: ClientContext<WaitFlags>,
  id: string,
): Promise<ExitCode> => {
  const { signal } = cli;
  const json = flags.json === true;
  try {
    const job = await jobs.wait(id, {
      signal,
      timeoutMs: limitMs === undefined ? undefined : Math.max(1, Math.round(limitMs - (performance.now() - startedAt))),
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

/**
 * Waits until every job in the operands has ended. Returns the worst exit code among them. `nextCommand` makes the command line that
 * runs another command on the jobs.
 */
export const waitForJobs = async (
  jobs: WatchedJobs,
  context: ClientContext<WaitFlags>,
  nextCommand: NextCommand,
): Promise<ExitCode> => {
  const { cli, notices, flags, operands, print } = context;
  const { signal } = cli;
  const limitMs = timeoutMsOf(flags);
  const several = operands.length > 1;
  const wait: Wait = { jobs, several, startedAt: performance.now(), limitMs, ended: new Map() };
  const again = `To wait again: ${nextCommand(["wait"], operands)}`;
  let ids = operands;
  const waitForAll = async (): Promise<ReadonlyArray<ExitCode>> => {
    const reportError = (error: unknown): ExitCode => report(error, signal, notices, flags.json === true);
    const { found, codes } = await readJobs(jobs, operands, signal, reportError, limitMs);
    ids = found.map(({ id }) => id);
    const label = several ? `${ids.length} jobs` : (ids[0] ?? "");
    const waited = await withSpinner(notices, `waiting for ${label}`, (progress) =>
      Promise.all(
        ids.map(async (id) => {
          const code = await waitForOne(wait, context, id);
          progress.update(`waiting for ${label} (${wait.ended.size} ended)`);
          return code;
        }),
      ),
    );
    return [...codes, ...waited];
  };
  const codes = await detachable(
    {
      cli,
      notices,
      flags,
      running: () => ids.filter((id) => !wait.ended.has(id)),
      stop: (id) => jobs.stop(id, { signal }),
      goOn: () => [again],
      stopCommand: (id) => nextCommand(["stop"], [id]),
    },
    waitForAll,
  );
  if (flags.json === true)
    await print(
      jsonLine(
        withHiddenEnv(
          ids.flatMap((id) => wait.ended.get(id)?.record ?? []),
          flags,
        ),
      ),
    );
  if (codes.includes(ExitCode.timeout)) notices.info(`The time limit does not affect the jobs. ${again}`);
  return worstExitCode(codes);
};
