import type { JobwireError } from "@jobwire/core";
import type { Notices } from "./notices.ts";

// A shorter wait is nobody's business.
const momentMs = 1_000;

/** Says on stderr that a wait tries again: each time with `--verbose`, otherwise only what keeps the user waiting. */
export const retryNotices =
  (notices: Notices, id?: string): ((error: JobwireError, delayMs: number) => void) =>
  (error, delayMs) => {
    if (!notices.verbose && delayMs < momentMs) return;
    const what = id === undefined ? error.message : `${id}: ${error.message}`;
    notices.aside(`${what}; trying again in ${(delayMs / 1000).toFixed(1)} s`);
  };
