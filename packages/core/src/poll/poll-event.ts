import type { JobwireError } from "../errors.ts";
import type { PendingStatus } from "./pending.ts";

/** What a watcher is told. */
export type PollEvent<A> =
  | { readonly type: "value"; readonly value: A }
  /** The server does not know the id: `proven` by its own word, else it is not in the list. */
  | { readonly type: "missing"; readonly proven: boolean; readonly error: JobwireError | undefined }
  /** The poll failed; the next one follows after the delay. */
  | { readonly type: "retrying"; readonly error: JobwireError; readonly delayMs: number }
  /** The poll failed in a way that does not pass. */
  | { readonly type: "failed"; readonly error: JobwireError }
  /** Of the watcher itself: its job has not started yet. */
  | PendingStatus;
