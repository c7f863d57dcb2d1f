import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { type ExitCode, exitCodeOfStatus } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import { addJobOptions, type JobFlags, type NamedJob, namedJob, nextReasonerCommand } from "./named-job.ts";
import { type ReasonerContext, reasonerCommand } from "./reasoner-command.ts";
import type { ReasonerFlags } from "../../settings/reasoner.ts";

/** The flags of a wait. */
export interface WaitFlags extends ReasonerFlags {
  readonly timeoutS: number;
  readonly pollIntervalS: number;
}

/** Adds {@link WaitFlags} to a command. */
export const addWaitOptions = (command: Command): Command =>
  command
    .option("--timeout-s <seconds>", "wait no longer than this (exit code 124)", parseSeconds, 900)
    .option("--poll-interval-s <seconds>", "time between polls, below 20", parseSeconds, 0.5);

/** Waits for the job, says how it ended, and gives the exit code by that; what goes on without us is said how to go on with. */
export const waitAndTell = async (
  { cli, jobs, flags, notices, print }: ReasonerContext<WaitFlags>,
  job: NamedJob,
): Promise<ExitCode> => {
  const { signal } = cli;
  try {
    const ended = await withSpinner(notices, `waiting for ${job.id}`, () =>
      jobs.wait(
        { reasonerType: job.type, id: job.id },
        {
          signal,
          timeoutMs: flags.timeoutS * 1000,
          pollIntervalMs: flags.pollIntervalS * 1000,
          onRetry: retryNotices(notices),
          onStatus: pendingNotice(notices, job.id),
        },
      ),
    );
    if (flags.json === true) await print(jsonLine(ended));
    if (ended.abortReason !== null && ended.abortReason !== "") notices.say(ended.abortReason);
    const status = ended.state ?? "";
    if (flags.json !== true) notices.status(status, undefined);
    return exitCodeOfStatus(status);
  } catch (error) {
    if (!isTimeout(error) && !signal.aborted) throw error;
    notices.say(`the job goes on; to wait on: ${nextReasonerCommand(["wait"], job, flags)}`);
    notices.say(`its events: ${nextReasonerCommand(["events", "--follow"], job, flags)}`);
    notices.say(`to end it: ${nextReasonerCommand(["cancel"], job, flags)}`);
    throw error;
  }
};

const isTimeout = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "Timeout";

/** `jobwire reasoner jobs wait --id ID`: waits for the job's end and ends as it did. */
export const waitJobCommand = (cli: Cli): Command =>
  addWaitOptions(
    addJobOptions(
      reasonerCommand<WaitFlags & JobFlags>(cli, "wait", "wait until a job has ended", async (context) => {
        const { jobs, flags } = context;
        const job = await namedJob(jobs, flags, cli.signal);
        // A wait looks for an unknown job for a while; a mistyped id shall fail at once.
        await jobs.get({ reasonerType: job.type, id: job.id }, { signal: cli.signal, totalMs: 15_000 });
        return waitAndTell(context, job);
      }),
    ),
  );
