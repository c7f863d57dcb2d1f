import type { CallOptions, JobWaitOptions, JobwireError, LogTail, TailOptions, WaitStatus } from "@jobwire/core";

/** A job of any system, as commands that wait or follow need it. */
export interface WatchedJob {
  /** The id that other commands accept. */
  readonly id: string;
  readonly status: string;
  readonly message: string | null;
  /** The job as `--json` prints it. */
  readonly record: unknown;
}

/** The jobs of one system. */
export interface WatchedJobs {
  readonly get: (id: string, options: CallOptions) => Promise<WatchedJob>;
  /** All jobs, each under every id that names it. */
  readonly list: (options: CallOptions) => Promise<ReadonlyMap<string, WatchedJob>>;
  /** Asks the server to stop a job. Does not wait until it has ended. */
  readonly stop: (id: string, options: Pick<CallOptions, "signal">) => Promise<unknown>;
  readonly tailLogs: (id: string, options: TailOptions) => LogTail;
  readonly wait: (
    id: string,
    options: Pick<JobWaitOptions<unknown>, "signal" | "timeoutMs"> & {
      readonly onRetry: (error: JobwireError, delayMs: number) => void;
      readonly onStatus?: (status: WaitStatus) => void;
    },
  ) => Promise<WatchedJob>;
}
