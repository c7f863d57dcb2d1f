import type { TailOptions, TailProtocol } from "@jobwire/core";
import { type ExitCode, exitCodeOfStatus, isEnding } from "./exit-code.ts";
import { shortJobMessage } from "./output/job-message.ts";
import { logRenderer, type LogFormat } from "./output/log-printer.ts";
import type { Notices } from "./output/notices.ts";
import { retryNotices } from "./output/retry-notices.ts";
import type { Output } from "./output/stdout.ts";
import { tailNotices } from "./output/tail-notices.ts";
import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

/** Whose log is shown, and how. */
export interface LogRequest {
  readonly jobs: Pick<WatchedJobs, "tailLogs"> & {
    readonly wait: (...args: Parameters<WatchedJobs["wait"]>) => Promise<Pick<WatchedJob, "status" | "message">>;
  };
  readonly id: string;
  readonly output: Output;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  readonly format: LogFormat;
  readonly protocol: TailProtocol;
  readonly tail?: number | undefined;
}

/** So long a job may go on, by its status, when its server has said that its log is complete. */
const mostBehindMs = 60_000;

/** How a followed job ended. */
export interface Followed {
  readonly status: string;
  readonly exitCode: ExitCode;
}

/** Says why a job failed: its short message, or all of it with `--verbose`. */
export const sayMessage = (notices: Notices, status: string, message: string | null, id?: string): void => {
  if (status !== "FAILED" || message === null || message === "") return;
  const text = notices.verbose ? message : shortJobMessage(message);
  notices.say(id === undefined ? text : `${id}: ${text}`);
};

const writeLog = async (request: LogRequest, options: TailOptions): Promise<void> => {
  const { jobs, id, output, signal } = request;
  const render = logRenderer(id, request.format, output);
  const tail = jobs.tailLogs(id, { protocol: request.protocol, tail: request.tail, signal, ...options });
  for await (const batch of tail.batches()) await output.write(render(batch), signal);
};

/** Writes what a job's log holds now to stdout. */
export const printLog = (request: LogRequest): Promise<void> =>
  writeLog(request, { follow: false, onStatus: tailNotices(request.id, request.notices) });

/** Writes a job's log to stdout, as fast as that is read, until the tail proved the job's end; says why a job failed. */
export const followJob = async (request: LogRequest): Promise<Followed> => {
  const { jobs, id, notices, signal, format } = request;
  const tell = tailNotices(id, notices);
  let end: { readonly jobStatus: string; readonly message: string | null } | undefined;
  await writeLog(request, {
    onStatus: (status) => {
      tell(status);
      if (status.type === "ended") end = status;
    },
  });
  if (end === undefined) throw new Error(`the tail of ${id} ended without saying how the job did`);
  let { jobStatus: status, message } = end;
  if (!isEnding(status)) {
    // An agent's `complete` may come before its job's status follows; only that tells whether the job succeeded.
    notices.aside(`${id}: its log is complete, its status still ${status}; waiting for how it ended`);
    ({ status, message } = await jobs.wait(id, {
      signal,
      timeoutMs: mostBehindMs,
      onRetry: retryNotices(notices, id),
    }));
  }
  sayMessage(notices, status, message, format.prefix ? id : undefined);
  return { status, exitCode: exitCodeOfStatus(status) };
};
