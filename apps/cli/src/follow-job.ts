import type { TailBatch, TailOptions, TailProtocol } from "@jobwire/core";
import { type ExitCode, exitCodeOfStatus, isTerminalStatus } from "./exit-code.ts";
import { endOfLostLog } from "./lost-log.ts";
import { shortJobMessage } from "./output/job-message.ts";
import type { Notices } from "./output/notices.ts";
import { retryNotices } from "./output/retry-notices.ts";
import { tailNotices } from "./output/tail-notices.ts";
import { printError } from "./report.ts";
import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

/** The job whose log to print, and where it goes. */
export interface LogRequest {
  readonly jobs: Pick<WatchedJobs, "tailLogs"> & {
    readonly wait: (...args: Parameters<WatchedJobs["wait"]>) => Promise<Pick<WatchedJob, "status" | "message">>;
  };
  readonly id: string;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  /** The text of a batch, as `write` gets it. */
  readonly render: (batch: TailBatch) => string;
  /** Resolves when more text is wanted. */
  readonly write: (text: string) => Promise<void>;
  /** Errors are printed as JSON. */
  readonly json: boolean;
  readonly protocol: TailProtocol;
  readonly tail?: number | undefined;
  /** Names the job in messages, when the command follows several. */
  readonly name?: string | undefined;
}

/** Wait this long for a terminal status after the server has reported that the log is complete. */
const maxStatusLagMs = 60_000;

/** The end of a followed job. */
export interface FollowResult {
  readonly status: string;
  readonly exitCode: ExitCode;
}

/** Prints why a job failed: its short message, or all of it with `--verbose`. Prints nothing for another status. */
export const printFailureMessage = (notices: Notices, status: string, message: string | null, id?: string): void => {
  if (status !== "FAILED" || message === null || message === "") return;
  const text = notices.verbose ? message : shortJobMessage(message);
  notices.info(id === undefined ? text : `${id}: ${text}`);
};

const writeLog = async (request: LogRequest, options: TailOptions): Promise<void> => {
  const { jobs, id, render, write, signal } = request;
  const tail = jobs.tailLogs(id, { protocol: request.protocol, tail: request.tail, signal, ...options });
  for await (const batch of tail.batches()) await write(render(batch));
};

/** Writes the log as it is now. */
export const printLog = (request: LogRequest): Promise<void> =>
  writeLog(request, { follow: false, onStatus: tailNotices(request.id, request.notices) });

/**
 * Follows a job's log and writes it, no faster than the reader reads, until the tail has proven the end. Prints why a job
 * failed.
 */
export const followJob = async (request: LogRequest): Promise<FollowResult> => {
  const { jobs, id, notices, signal, json } = request;
  const printStatus = tailNotices(id, notices);
  let end: { readonly jobStatus: string; readonly message: string | null } | undefined;
  const onStatus: TailOptions["onStatus"] = (status) => {
    printStatus(status);
    if (status.type === "ended") end = status;
  };
  try {
    await writeLog(request, { onStatus });
  } catch (error) {
    // The log's loss does not change how the job ended, and the exit code is the job's.
    const lost = signal.aborted ? undefined : endOfLostLog(error);
    if (lost === undefined) throw error;
    printError(lost.error, notices, json);
    end = lost;
  }
  if (end === undefined)
    throw new Error(`The log of job "${id}" ended without a job status. This is a bug in Jobwire.`);
  let { jobStatus: status, message } = end;
  if (!isTerminalStatus(status)) {
    // An agent may send `complete` before its job's status changes, and only the status shows whether the job succeeded.
    notices.note(`${id}: the log is complete, but the status is still ${status}; waiting for the final status`);
    ({ status, message } = await jobs.wait(id, {
      signal,
      timeoutMs: maxStatusLagMs,
      onRetry: retryNotices(notices, id),
    }));
  }
  printFailureMessage(notices, status, message, request.name);
  return { status, exitCode: exitCodeOfStatus(status) };
};
