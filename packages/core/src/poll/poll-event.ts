import type { JobwireError } from "../errors.ts";
import type { PendingStatus } from "./pending.ts";

/** An event that the poller sends to a watcher. */
export type PollEvent<A> =
  | { readonly type: "value"; readonly value: A }
  /** The server does not know the id: `proven` when the server reports that itself; else the list lacks the id. */
  | { readonly type: "missing"; readonly proven: boolean; readonly error: JobwireError | undefined }
  /** The poll failed; the next one follows after the delay. */
  | { readonly type: "retrying"; readonly error: JobwireError; readonly delayMs: number }
  /** The poll failed in a way that no retry can fix. */
  | { readonly type: "failed"; readonly error: JobwireError }
  /** From the watcher itself: its job has not started yet. */
  | PendingStatus;
