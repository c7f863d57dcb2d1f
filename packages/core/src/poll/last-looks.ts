import * as Effect from "effect/Effect";
import type * as Latch from "effect/Latch";
import { monotonicMs } from "../monotonic.ts";

/** A last look begins at most this long before the deadline, in milliseconds. */
const mostLeadMs = 2_000;

/** How long before a deadline the last look begins: 2 s, but never earlier than after nine tenths of the time. */
export const leadMsOf = (wholeMs: number): number => Math.min(mostLeadMs, Math.max(0, wholeMs) / 10);

/** A last look: when it is due, and when it began. */
export interface LastLook {
  /** When it is due, in milliseconds of the monotonic clock; infinity without a deadline. */
  readonly lastLookAt: number;
  /** A look that began at most this long before that time, or later, counts. In milliseconds. */
  readonly leadMs: number;
  /** When the last look began; minus infinity before the first. */
  readonly lookedAt: number;
}

/** True when a look began late enough to be the last one. */
const isServed = ({ lastLookAt, leadMs, lookedAt }: LastLook): boolean => lookedAt >= lastLookAt - leadMs;

/**
 * Looks up each watcher's job just before the watcher's deadline; one look serves all watchers for which it is late enough. Looks
 * do not wait for each other, since a server may be silent. Never ends.
 */
export const lastLooks = <W extends LastLook>(options: {
  /** The current watchers. */
  readonly waiting: () => ReadonlyArray<W>;
  /** Opens when a watcher arrives. */
  readonly changed: Latch.Latch;
  /** Looks once, and records its start before it waits. */
  readonly look: (due: ReadonlyArray<W>) => Effect.Effect<void>;
}): Effect.Effect<never> =>
  Effect.gen(function* () {
    for (;;) {
      const now = yield* monotonicMs;
      const ahead = options.waiting().filter((one) => !isServed(one));
      const next = Math.min(...ahead.map(({ lastLookAt }) => lastLookAt));
      if (next <= now) {
        const due = ahead.filter(({ lastLookAt, leadMs }) => lastLookAt - leadMs <= now);
        yield* Effect.forkChild(options.look(due), { startImmediately: true });
        continue;
      }
      options.changed.closeUnsafe();
      // Without a deadline: until a watcher arrives.
      yield* Effect.raceFirst(Effect.sleep(Math.ceil(next - now)), options.changed.await);
    }
  });
