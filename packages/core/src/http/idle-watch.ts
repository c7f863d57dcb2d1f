import type { WaitLimit } from "../wait-limit.ts";

/** The limit of a wait that was exceeded. */
export type LimitReached = "idle" | "total";

/** Ends waits that take too long. One wait at a time. */
export interface IdleWatch {
  /** Starts a wait; calls `giveUp` after the idle time, or when no time is left in total. */
  readonly begin: (giveUp: (why: LimitReached) => void) => void;
  /** Ends the wait. */
  readonly end: () => void;
}

/** Watches all waits of one response by this limit. `leftMs` returns the milliseconds left in total; default no limit. */
export const idleWatch = (
  limit: WaitLimit,
  idleMs: number,
  leftMs: () => number = () => Number.POSITIVE_INFINITY,
): IdleWatch => ({
  begin: (giveUp) => {
    const totalMs = leftMs();
    if (totalMs <= 0) return giveUp("total");
    const why = totalMs <= idleMs ? "total" : "idle";
    limit.begin(Math.min(idleMs, totalMs), () => giveUp(why));
  },
  end: limit.end,
});
