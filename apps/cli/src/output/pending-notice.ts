import type { WaitStatus } from "@jobwire/core";
import type { Notices } from "./notices.ts";

/** Says on stderr why a job has not started yet; `after` is said besides. */
export const pendingNotice =
  (notices: Notices, id: string, after?: string): ((status: WaitStatus) => void) =>
  ({ jobStatus, reason, pendingMs }) => {
    const since = pendingMs < 60_000 ? `${Math.round(pendingMs / 1000)} s` : `${Math.round(pendingMs / 60_000)} min`;
    notices.aside(`${id}: ${jobStatus} for ${since}: ${reason}${after === undefined ? "" : ` ${after}`}`);
  };
