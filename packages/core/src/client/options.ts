import type { JobwireError } from "../errors.ts";

/** What every call takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** This call as a whole, in milliseconds, retries included. Also replaces the default limit of each of its requests (60 s). */
  readonly totalMs?: number | undefined;
}

/** Options of a wait for jobs of one kind. */
export interface JobWaitOptions<Job> extends CallOptions {
  /** Milliseconds until `Timeout` (reason `deadline`); default none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between polls; waits that share a client share polls at the shortest interval asked. */
  readonly pollIntervalMs?: number | undefined;
  /** Called with the job whenever its status changed. */
  readonly onChange?: ((job: Job) => void) | undefined;
  /** Called when a failed poll is ridden out. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
}
