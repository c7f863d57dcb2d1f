import type { JobwireError } from "../errors.ts";
import type { PendingStatus } from "../poll/pending.ts";

/** Options of every call. */
export interface CallOptions {
  /** Ends the operation with `Aborted`; its `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The deadline of this operation, in milliseconds, retries included; then it fails with `Timeout` (reason `deadline`). Default: the
   * client's for a call, none for a wait. A call's also replaces the limit of each of its requests (`timeouts.requestMs`).
   */
  readonly timeoutMs?: number | undefined;
}

/** The further reports of a wait, besides changes of the job. */
export type WaitStatus = PendingStatus;

/** Options of a wait for jobs of one kind. */
export interface JobWaitOptions<Job> extends CallOptions {
  /** Milliseconds between polls; waits of one client share polls at the shortest of their intervals. */
  readonly pollIntervalMs?: number | undefined;
  /** As the client's `retryAuthForMs`, for this wait. */
  readonly retryAuthForMs?: number | undefined;
  /** Called with the job whenever its status changed. */
  readonly onChange?: ((job: Job) => void) | undefined;
  /** Called before each retry of a failed poll. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
  /** Called while the job has not started, with the reason if it is known: after 3 s, 10 s, 30 s, then less and less often. */
  readonly onStatus?: ((status: WaitStatus) => void) | undefined;
}

/** Options of a stop of jobs of one kind. */
export interface JobStopOptions<Job> extends JobWaitOptions<Job> {
  /** Wait until the job is terminal. Default false. */
  readonly wait?: boolean | undefined;
}

/** Options of a submit. */
export interface SubmitOptions extends CallOptions {
  /**
   * Milliseconds for retries while the server is away (connection refused, 429, 502, 503, 504): the submit is sent again, with the same
   * id, as long as each earlier send certainly left no job. Default: `retryForMs` of the client if it is set, otherwise three sends in
   * a row, and up to 60,000 for the look-up after an unclear response.
   */
  readonly retryForMs?: number | undefined;
  /** Called before each retry: of the submit, or of the look-up that finds out whether an unclear one was accepted. */
  readonly onRetry?: ((error: JobwireError, delayMs: number) => void) | undefined;
}
