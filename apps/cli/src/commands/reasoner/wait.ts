import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { detachable } from "../../detach.ts";
import { type ExitCode, exitCodeOfStatus } from "../../exit-code.ts";
import { isJobwireError } from "../../jobwire-error.ts";
import { jsonLine } from "../../output/json.ts";
import { pendingNotice } from "../../output/pending-notice.ts";
import { retryNotices } from "../../output/retry-notices.ts";
import { withSpinner } from "../../output/spinner.ts";
import { parseSeconds } from "../../settings/parse-option.ts";
import type { ReasonerFlags } from "../../settings/reasoner.ts";
import { addInterruptOption, type InterruptFlags } from "../jobs/interrupt-option.ts";
import { addJobOptions, type JobFlags, type NamedJob, namedJob, nextReasonerCommand } from "./named-job.ts";
import { type ReasonerContext, reasonerCommand } from "./reasoner-command.ts";

/** The flags of a command that waits for a reasoner job. */
export interface WaitFlags extends ReasonerFlags, InterruptFlags {
  readonly timeoutS: number;
  readonly pollIntervalS: number;
}

/** The limit of the read before a wait. The wait retries an unknown job, which may be new; in the read a wrong id must fail. */
const readTimeoutMs = 15_000;

/** Adds {@link WaitFlags} to a command. */
export const addWaitOptions = (command: Command): Command =>
  addInterruptOption(
    command
      .option(
        "--timeout, --timeout-s <seconds>",
        "Stop waiting after this many seconds (exit code 124)",
        parseSeconds,
        900,
      )
      .option("--poll-interval-s <seconds>", "Wait this many seconds between polls, below 20", parseSeconds, 0.5),
  );

/** The command lines that a user can run on a job that continues. */
const goOnWith = (job: NamedJob, flags: ReasonerFlags): ReadonlyArray<string> => [
  `To wait again: ${nextReasonerCommand(["wait"], job, flags)}`,
  `To follow its events: ${nextReasonerCommand(["events", "--follow"], job, flags)}`,
  `To cancel it: ${nextReasonerCommand(["cancel"], job, flags)}`,
];

/**
 * Waits until the job ends, prints its state and returns the exit code of that state. When the wait ends first, prints the command
 * lines that wait again, follow and cancel.
 */
export const waitAndReport = async (
  { cli, jobs, flags, notices, print }: ReasonerContext<WaitFlags>,
  job: NamedJob,
): Promise<ExitCode> => {
  const { signal } = cli;
  const reference = { reasonerType: job.type, id: job.id };
  const options = {
    signal,
    timeoutMs: flags.timeoutS * 1000,
    pollIntervalMs: flags.pollIntervalS * 1000,
    onRetry: retryNotices(notices),
    onStatus: pendingNotice(notices, job.id),
  };
  try {
    const ended = await detachable(
      {
        cli,
        notices,
        flags,
        running: () => [job.id],
        stop: () => jobs.stop(reference, { signal }),
        goOn: () => goOnWith(job, flags),
        stopCommand: () => nextReasonerCommand(["cancel"], job, flags),
      },
      () => withSpinner(notices, `waiting for ${job.id}`, () => jobs.wait(reference, options)),
    );
    if (flags.json === true) await print(jsonLine(ended));
    if (ended.abortReason !== null && ended.abortReason !== "") notices.info(ended.abortReason);
    const status = ended.state ?? "";
    if (flags.json !== true) notices.status(status, undefined);
    return exitCodeOfStatus(status);
  } catch (error) {
    if (isJobwireError(error) && error._tag === "Timeout" && !signal.aborted)
      notices.info(`The job continues. ${goOnWith(job, flags).join("\n")}`);
    throw error;
  }
};

/** `jobwire reasoner jobs wait --id ID`: waits until the job ends, then exits with the job's exit code. */
export const waitJobCommand = (cli: Cli): Command =>
  addWaitOptions(
    addJobOptions(
      reasonerCommand<WaitFlags & JobFlags>(
        cli,
        {
          usage: "wait",
          description: "Wait until a job ends, then exit with the job's exit code",
          example: "jobwire reasoner jobs wait --id JOB_ID --timeout-s 3600",
        },
        async (context) => {
          const { jobs, flags } = context;
          const job = await namedJob(jobs, flags, cli.signal);
          await jobs.get({ reasonerType: job.type, id: job.id }, { signal: cli.signal, timeoutMs: readTimeoutMs });
          return waitAndReport(context, job);
        },
      ),
    ),
  );
