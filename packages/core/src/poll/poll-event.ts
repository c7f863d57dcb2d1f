import type { JobwireError } from "../errors.ts";
import type { PendingStatus } from "./pending.ts";

/** An event that the poller sends to a watcher. */
export type PollEvent<A> =
  | {
      readonly type: "value";
      /** The job as the poll read it. */
      readonly value: A;
    }
  /** The server does not know the id: `proven` when the server reports that itself; else the list lacks the id. */
  | {
      readonly type: "missing";
      /** True when the server itself reports that it does not know the id. */
      readonly proven: boolean;
      /** The server's refusal; undefined when only a list lacks the id. */
      readonly error: JobwireError | undefined;
    }
  /** The poll failed; the next one follows after the delay. */
  | {
      readonly type: "retrying";
      /** The failure of the poll. */
      readonly error: JobwireError;
      /** Milliseconds until the next poll. */
      readonly delayMs: number;
    }
  /** The poll failed in a way that no retry can fix. */
  | {
      readonly type: "failed";
      /** The failure of the poll. */
      readonly error: JobwireError;
    }
  /** From the watcher itself: its job has not started yet. */
  | PendingStatus;
