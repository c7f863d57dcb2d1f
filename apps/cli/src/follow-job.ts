import type { RayCluster, TailOptions, TailProtocol } from "@jobwire/core";
import { type ExitCode, exitCodeOfStatus } from "./exit-code.ts";
import { shortJobMessage } from "./output/job-message.ts";
import { logRenderer, type LogFormat } from "./output/log-printer.ts";
import type { Notices } from "./output/notices.ts";
import type { Output } from "./output/stdout.ts";
import { tailNotices } from "./output/tail-notices.ts";

/** What is followed, and how it is shown. */
export interface FollowRequest {
  readonly cluster: RayCluster;
  readonly id: string;
  readonly output: Output;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  readonly format: LogFormat;
  readonly protocol: TailProtocol;
  readonly tail?: number | undefined;
  /** False: only what is there now. */
  readonly follow: boolean;
  readonly retryForMs?: number | undefined;
}

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

/** Writes a job's log to stdout, as fast as that is read; gives the job's end when the tail proved it. */
export const followJob = async (request: FollowRequest): Promise<Followed | undefined> => {
  const { cluster, id, output, notices, signal } = request;
  const tell = tailNotices(id, notices);
  let end: { readonly jobStatus: string; readonly message: string | null } | undefined;
  const options: TailOptions = {
    protocol: request.protocol,
    follow: request.follow,
    tail: request.tail,
    retryForMs: request.retryForMs,
    signal,
    onStatus: (status) => {
      tell(status);
      if (status.type === "ended") end = status;
    },
  };
  const render = logRenderer(id, request.format, output);
  for await (const batch of cluster.jobs.tailLogs(id, options).batches()) await output.write(render(batch), signal);
  if (!request.follow || end === undefined) return undefined;
  sayMessage(notices, end.jobStatus, end.message, request.format.prefix ? id : undefined);
  return { status: end.jobStatus, exitCode: exitCodeOfStatus(end.jobStatus) };
};
