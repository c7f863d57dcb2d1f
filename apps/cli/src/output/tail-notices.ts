import type { TailStatus } from "@jobwire/core";
import type { Notices } from "./notices.ts";
import { pendingNotice } from "./pending-notice.ts";

// A single dropped connection is mended within this time and is nobody's business; what lasts longer is.
const momentMs = 1_000;

/** Says on stderr what happens around a tail: all of it with `--verbose`, otherwise only what keeps the user waiting. */
export const tailNotices = (id: string, notices: Notices): ((status: TailStatus) => void) => {
  let brokenSince: number | undefined;
  let told = false;
  const mended = (): void => {
    brokenSince = undefined;
    told = false;
  };
  return (status) => {
    switch (status.type) {
      case "retrying": {
        const now = performance.now();
        brokenSince ??= now;
        if (!notices.verbose && now - brokenSince + status.delayMs < momentMs) return;
        told = true;
        const seconds = (status.delayMs / 1000).toFixed(1);
        return notices.aside(`${id}: ${status.error}; trying again in ${seconds} s (attempt ${status.attempt})`);
      }
      case "resumed":
        if (told || notices.verbose) {
          const again = notices.verbose ? ` by ${status.source}, ${status.rereadBytes} bytes read again` : "";
          notices.aside(`${id}: resumed${again}`);
        }
        return mended();
      case "source":
        return notices.verbose ? notices.aside(`${id}: reading on by ${status.source}: ${status.reason}`) : undefined;
      case "connecting":
        return notices.verbose ? notices.aside(`${id}: connecting (${status.source})`) : undefined;
      case "live":
        mended();
        return notices.verbose ? notices.aside(`${id}: live (${status.source})`) : undefined;
      case "pending":
        return pendingNotice(notices, id)(status);
      case "ended":
        return notices.verbose
          ? notices.aside(`${id}: ended as ${status.jobStatus} after ${status.lines} lines`)
          : undefined;
    }
  };
};
