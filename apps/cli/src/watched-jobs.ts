import type { CallOptions, JobWaitOptions, JobwireError, LogTail, TailOptions, WaitStatus } from "@jobwire/core";

/** A job as commands that wait or follow need it, of whatever system. */
export interface WatchedJob {
  /** The id a user can give to other commands. */
  readonly id: string;
  readonly status: string;
  readonly message: string | null;
  /** What `--json` shows. */
  readonly shown: unknown;
}

/** The jobs of one system. */
export interface WatchedJobs {
  readonly get: (id: string, options: CallOptions) => Promise<WatchedJob>;
  /** All jobs, each under every id that it may be asked for by. */
  readonly list: (options: CallOptions) => Promise<ReadonlyMap<string, WatchedJob>>;
  readonly tailLogs: (id: string, options: TailOptions) => LogTail;
  readonly wait: (
    id: string,
    options: Pick<JobWaitOptions<unknown>, "signal" | "timeoutMs"> & {
      readonly onRetry: (error: JobwireError, delayMs: number) => void;
      readonly onStatus?: (status: WaitStatus) => void;
    },
  ) => Promise<WatchedJob>;
}
