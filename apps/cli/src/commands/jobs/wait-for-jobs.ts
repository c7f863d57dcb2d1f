import type { Command } from "commander";
import { type ExitCode, exitCodeOfStatus, gravestExitCode } from "../../exit-code.ts";
import { firstContact } from "../../first-contact.ts";
import { sayMessage } from "../../follow-job.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { report } from "../../report.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import type { WatchedJob, WatchedJobs } from "../../watched-jobs.ts";
import type { ClientContext, ClientFlags } from "../client-command.ts";

/** The flags of a command that waits. */
export interface WaitFlags extends ClientFlags {
  readonly timeout?: number;
}

/** Waits until every job that the operands name has ended; the exit code is the gravest of theirs. */
export const waitForJobs = async (
  jobs: WatchedJobs,
  { cli, notices, flags, words, print }: ClientContext<WaitFlags>,
): Promise<ExitCode> => {
  const { signal } = cli;
  const json = flags.json === true;
  const began = performance.now();
  const limitMs = flags.timeout === undefined ? undefined : flags.timeout * 1000;
  await firstContact(jobs, words, signal, limitMs);
  const ended = new Map<string, WatchedJob>();
  const waitForOne = async (id: string): Promise<ExitCode> => {
    try {
      const job = await jobs.wait(id, {
        signal,
        timeoutMs: limitMs === undefined ? undefined : Math.max(1, Math.round(limitMs - (performance.now() - began))),
        onRetry: retryNotices(notices, id),
        onStatus: pendingNotice(notices, id),
      });
      ended.set(id, job);
      sayMessage(notices, job.status, job.message, words.length > 1 ? id : undefined);
      if (!json) notices.status(job.status, words.length > 1 ? job.id : undefined);
      return exitCodeOfStatus(job.status);
    } catch (error) {
      return report(error, signal, notices, json);
    }
  };
  const what = words.length === 1 ? (words[0] ?? "") : `${words.length} jobs`;
  const codes = await withSpinner(notices, `waiting for ${what}`, (progress) =>
    Promise.all(
      words.map(async (id) => {
        const code = await waitForOne(id);
        progress.update(`waiting for ${what} (${ended.size} ended)`);
        return code;
      }),
    ),
  );
  if (json) await print(jsonLine(words.flatMap((id) => ended.get(id)?.shown ?? [])));
  return gravestExitCode(codes);
};

/** Adds {@link WaitFlags} to a command. */
export const addWaitOptions = (command: Command): Command =>
  command.option("--timeout <seconds>", "wait no longer than this (exit code 124)", parseSeconds);
