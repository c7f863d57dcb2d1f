import type { WaitStatus } from "@jobwire/core";
import type { Notices } from "./notices.ts";

/** Prints on stderr why a job has not started yet, followed by `hint`. */
export const pendingNotice =
  (notices: Notices, id: string, hint?: string): ((status: WaitStatus) => void) =>
  ({ jobStatus, reason, pendingMs }) => {
    const since = pendingMs < 60_000 ? `${Math.round(pendingMs / 1000)} s` : `${Math.round(pendingMs / 60_000)} min`;
    notices.note(`${id}: ${jobStatus} for ${since}: ${reason}${hint === undefined ? "" : ` ${hint}`}`);
  };
