import { Effect, type Latch } from "effect";
import { monotonicMs } from "../monotonic.ts";

/** A last look begins this much before the deadline at most, in milliseconds. */
const mostLeadMs = 2_000;

/** How long before a deadline the last look begins: 2 s, but never earlier than after nine tenths of the time. */
export const leadMsOf = (wholeMs: number): number => Math.min(mostLeadMs, Math.max(0, wholeMs) / 10);

/** What a last look is for. */
export interface LastLook {
  /** Milliseconds of the monotonic clock when it is due; undefined for one that has no deadline. */
  readonly lastLookAt: number | undefined;
  /** A look that began no more than this before that time, or later, is enough. */
  readonly leadMs: number;
  /** When the last look began. */
  readonly lookedAt: number | undefined;
}

/** True when a look has begun late enough to be the last one. */
const isServed = ({ lastLookAt, leadMs, lookedAt }: LastLook): boolean =>
  lastLookAt === undefined || (lookedAt !== undefined && lookedAt >= lastLookAt - leadMs);

/**
 * Looks for each just before its deadline; one look serves all for whom it is late enough. Looks do not wait for each other: a
 * server may be silent. Never ends.
 */
export const lastLooks = <W extends LastLook>(options: {
  /** Those that wait now. */
  readonly waiting: () => ReadonlyArray<W>;
  /** Opened when somebody comes. */
  readonly changed: Latch.Latch;
  /** Looks once, and notes at once when that began. */
  readonly look: (due: ReadonlyArray<W>) => Effect.Effect<void>;
}): Effect.Effect<never> =>
  Effect.gen(function* () {
    for (;;) {
      const now = yield* monotonicMs;
      const ahead = options.waiting().filter((one) => !isServed(one));
      const next = Math.min(...ahead.map(({ lastLookAt = now }) => lastLookAt));
      if (next <= now) {
        const due = ahead.filter(({ lastLookAt = now, leadMs }) => lastLookAt - leadMs <= now);
        yield* Effect.forkChild(options.look(due), { startImmediately: true });
        continue;
      }
      options.changed.closeUnsafe();
      // Infinity: until somebody comes.
      yield* Effect.raceFirst(Effect.sleep(Math.ceil(next - now)), options.changed.await);
    }
  });
