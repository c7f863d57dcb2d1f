import type { JobwireError } from "@jobwire/core";
import type { Notices } from "./notices.ts";

/** A shorter retry delay is printed only with `--verbose`. */
export const minReportedDelayMs = 1_000;

/** The text of a retry: `train-7: <error>; retrying in 2.0 s`. */
export const retryText = (error: string, delayMs: number): string => {
  // The messages of errors are sentences.
  const reason = error.endsWith(".") ? error.slice(0, -1) : error;
  return `${reason}; retrying in ${(delayMs / 1000).toFixed(1)} s`;
};

/** Prints on stderr that a call retries: every retry with `--verbose`, otherwise those that keep the user waiting. */
export const retryNotices =
  (notices: Notices, id?: string): ((error: JobwireError, delayMs: number) => void) =>
  ({ message }, delayMs) => {
    if (!notices.verbose && delayMs < minReportedDelayMs) return;
    notices.note(`${id === undefined ? "" : `${id}: `}${retryText(message, delayMs)}`);
  };
