import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { makeWaitLimit } from "../wait-limit.ts";

/** The limit of a wait that was exceeded. */
export type LimitReached = "idle" | "total";

/** Ends waits that take too long. One wait at a time. */
export interface IdleWatch {
  /** Starts a wait; calls `giveUp` after the idle time, or when no time is left in total. */
  readonly begin: (giveUp: (why: LimitReached) => void) => void;
  /** Ends the wait. */
  readonly end: () => void;
}

/** Watches all waits of one response while the scope is open. `leftMs` returns the milliseconds left in total; default no limit. */
export const makeIdleWatch = (
  idleMs: number,
  leftMs: () => number = () => Number.POSITIVE_INFINITY,
): Effect.Effect<IdleWatch, never, Scope.Scope> =>
  Effect.map(makeWaitLimit, (limit) => ({
    begin: (giveUp) => {
      const totalMs = leftMs();
      if (totalMs <= 0) return giveUp("total");
      const why = totalMs <= idleMs ? "total" : "idle";
      limit.begin(Math.min(idleMs, totalMs), () => giveUp(why));
    },
    end: limit.end,
  }));
