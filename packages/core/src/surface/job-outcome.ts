import type { JobFailedReason } from "../errors.ts";

/** How a job ended. */
export type JobOutcome =
  | { readonly type: "succeeded" }
  | { readonly type: "stopped" }
  | {
      readonly type: "failed";
      /** Completes the message: `job a at http://… failed (exit code 1): why`. */
      readonly why?: string | undefined;
      /** The finer cause, as {@link JobFailed.reason}. */
      readonly reason?: JobFailedReason | undefined;
      /** The server's code for the failure. */
      readonly errorType?: string | null | undefined;
      /** The entrypoint's exit code; null or absent when the server does not report it. */
      readonly exitCode?: number | null | undefined;
      /** The server's own text in full, at most 64 KiB. */
      readonly serverText?: string | undefined;
    };
