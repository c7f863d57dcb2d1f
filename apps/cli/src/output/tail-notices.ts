import type { TailStatus } from "@jobwire/core";
import type { Notices } from "./notices.ts";
import { pendingNotice } from "./pending-notice.ts";
import { minReportedDelayMs, retryText } from "./retry-notices.ts";

/**
 * Prints the status events of a tail on stderr: all of them with `--verbose`, otherwise only an outage that keeps the user waiting. A
 * tail recovers from a single dropped connection sooner than that.
 */
export const tailNotices = (id: string, notices: Notices): ((status: TailStatus) => void) => {
  let outageStartedAt: number | undefined;
  let outageReported = false;
  const recovered = (): void => {
    outageStartedAt = undefined;
    outageReported = false;
  };
  const detail = (text: string): void => {
    if (notices.verbose) notices.note(`${id}: ${text}`);
  };
  return (status) => {
    switch (status.type) {
      case "retrying": {
        const now = performance.now();
        outageStartedAt ??= now;
        if (!notices.verbose && now - outageStartedAt + status.delayMs < minReportedDelayMs) return;
        outageReported = true;
        return notices.note(`${id}: ${retryText(status.error, status.delayMs)} (attempt ${status.attempt})`);
      }
      case "resumed":
        if (outageReported || notices.verbose) {
          const source = notices.verbose ? ` by ${status.source}, ${status.rereadBytes} bytes read again` : "";
          notices.note(`${id}: resumed${source}`);
        }
        return recovered();
      case "source":
        return detail(`continuing with ${status.source}: ${status.reason}`);
      case "waiting":
        return notices.note(`${id}: still waiting: ${status.reason}`);
      case "connecting":
        return detail(`connecting (${status.source})`);
      case "live":
        recovered();
        return detail(`live (${status.source})`);
      case "pending":
        return pendingNotice(notices, id)(status);
      case "ended":
        return detail(`ended as ${status.jobStatus} after ${status.lines} lines`);
    }
  };
};
