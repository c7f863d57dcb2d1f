import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type JobwireError, StreamLimitExceeded } from "../../errors.ts";
import { monotonicOf } from "../../monotonic.ts";
import { makeWaitLimit, type WaitLimit } from "../../wait-limit.ts";
import type { TailPosition } from "../position.ts";
import { BatchBuffer } from "./batch-buffer.ts";
import type { LazyBatch } from "./lazy-batch.ts";
import type { LineDemand } from "./line-demand.ts";
import { defaultMaxHeldLineBytes, type StreamLimiter } from "./stream-limiter.ts";

/** UTF-16 units that `tail: N` holds at most: memory is bounded. */
const maxHeldUnits = defaultMaxHeldLineBytes;

const tooManyHeld = (lines: number): StreamLimitExceeded =>
  new StreamLimitExceeded({
    reason: "held-bytes",
    statusCode: 429,
    message: `The last ${lines} lines are more than ${maxHeldUnits} characters, and the tail must hold them until it reaches the log's end. Request fewer lines with \`tail\`, or the whole log.`,
  });

/** Lines held for `tail: N`. */
interface Held {
  readonly lines: number;
  readonly batches: Array<LazyBatch>;
  count: number;
  units: number;
  dropped: number;
}

/** The settings of an outlet. */
export interface OutletSettings {
  /** The reader is slow when it delays a source for this many milliseconds in all. */
  readonly slowReaderMs: number;
  readonly tail: number | undefined;
  /** The UTF-16 units that may wait for the consumer. */
  readonly capacity: () => number;
  readonly demand: LineDemand;
}

/** Makes an {@link Outlet}. @param start the position before the first line */
export const makeOutlet = (
  limiter: StreamLimiter,
  settings: OutletSettings,
  start: TailPosition,
): Effect.Effect<Outlet, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock;
    const limit = yield* makeWaitLimit;
    return new Outlet({ limit, now: () => monotonicOf(clock) }, limiter, settings, start);
  });

/** Passes a tail's batches to the consumer, after the lines held for `tail: N` and the caller's limits. */
export class Outlet {
  readonly #limit: WaitLimit;
  readonly #now: () => number;
  readonly #limiter: StreamLimiter;
  readonly #slowReaderMs: number;
  readonly #tail: number | undefined;
  /** The consumer takes the batches here. */
  readonly buffer: BatchBuffer;
  #held: Held | undefined;
  #blockedMs = 0;
  /** The consumer's last batch: an error may state its position only after that. */
  #emitted: { readonly position: TailPosition };

  constructor(
    time: { readonly limit: WaitLimit; readonly now: () => number },
    limiter: StreamLimiter,
    settings: OutletSettings,
    start: TailPosition,
  ) {
    this.#limit = time.limit;
    this.#now = time.now;
    this.#limiter = limiter;
    this.#slowReaderMs = settings.slowReaderMs;
    this.#tail = settings.tail;
    this.#emitted = { position: start };
    const { capacity, demand } = settings;
    this.buffer = new BatchBuffer(
      capacity,
      (batch) => {
        this.#emitted = batch;
      },
      () => demand.noteTaken(),
    );
    this.#hold();
  }

  /** The position after the last line that the consumer received; undefined while lines are held for `tail: N`. */
  get position(): TailPosition | undefined {
    return this.#held === undefined ? this.#emitted.position : undefined;
  }

  /** The consumer kept the current source waiting for so long that the tail must release the connection: Ray has 100 for all clients. */
  get isSlow(): boolean {
    return this.#blockedMs >= this.#slowReaderMs;
  }

  /** A new source begins: the time for which the consumer delayed the last one does not count. */
  restartClock(): void {
    this.#blockedMs = 0;
  }

  /** Begins again with nothing emitted. Only sound while the consumer has received no line. */
  restart(start: TailPosition): void {
    this.#emitted = { position: start };
    this.#hold();
  }

  /** Emits a batch, or holds it for `tail: N`. Returns what is left to do when the consumer has no room, or the failure. */
  emitNow(batch: LazyBatch): Effect.Effect<void, JobwireError> | undefined {
    const held = this.#held;
    if (held === undefined) return this.#emitLimited(batch);
    held.batches.push(batch);
    held.count += batch.count;
    held.units += batch.units;
    for (;;) {
      const first = held.batches[0];
      if (first === undefined || held.count - first.count < held.lines) break;
      held.batches.shift();
      held.count -= first.count;
      held.dropped += first.count;
      held.units -= first.units;
    }
    return held.units <= maxHeldUnits ? undefined : Effect.fail(tooManyHeld(held.lines));
  }

  /**
   * Emits the held lines; from now on nothing is held. `holdsPart`: an unfinished last line follows, which is one of the N.
   * `passOver` receives the number of lines that are not emitted, before the first is.
   */
  release(holdsPart: boolean, passOver: (lines: number) => void): Effect.Effect<void, JobwireError> {
    const held = this.#held;
    if (held === undefined) return Effect.void;
    this.#held = undefined;
    const wanted = Math.max(0, held.lines - (holdsPart ? 1 : 0));
    const surplus = Math.max(0, held.count - wanted);
    passOver(held.dropped + surplus);
    // All surplus lines are in the first batch: `emit` dropped those before it.
    const [first, ...rest] = held.batches;
    const batches = first !== undefined && surplus < first.count ? [first.without(surplus), ...rest] : rest;
    return Effect.forEach(batches, (batch) => Effect.suspend(() => this.#emitLimited(batch) ?? Effect.void), {
      discard: true,
    });
  }

  /** Waits until the consumer has room for everything that was emitted. */
  settled(): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      if (this.buffer.isSettled) return resume(Effect.void);
      const forget = this.buffer.onSettled(() => resume(Effect.void));
      return Effect.sync(forget);
    });
  }

  #hold(): void {
    const lines = this.#tail;
    this.#held = lines === undefined ? undefined : { lines, batches: [], count: 0, units: 0, dropped: 0 };
  }

  #emitLimited(made: LazyBatch): Effect.Effect<void, JobwireError> | undefined {
    const { batch, exceeded } = this.#limiter.apply(made);
    const left = batch === undefined ? undefined : this.#offer(batch);
    return exceeded === undefined ? left : Effect.andThen(left ?? Effect.void, Effect.fail(exceeded));
  }

  /**
   * Offers a batch to the consumer. Waits for room, but at most `slowReaderMs` in all: after that the batch waits alone (and the
   * next one for it), so that a reader of the file can close its connection.
   */
  #offer(batch: LazyBatch): Effect.Effect<void> | undefined {
    const { buffer } = this;
    if (buffer.isSettled) {
      buffer.offer(batch);
      return buffer.isSettled ? undefined : this.#waitForRoom;
    }
    return Effect.suspend(() => {
      const began = this.#now();
      return Effect.flatMap(this.settled(), () => {
        this.#blockedMs += this.#now() - began;
        return this.#offer(batch) ?? Effect.void;
      });
    });
  }

  /** Waits for the consumer as long as it is not slow. */
  readonly #waitForRoom: Effect.Effect<void> = Effect.callback<void>((resume) => {
    const began = this.#now();
    const forget = this.buffer.onSettled(() => {
      this.#limit.end();
      this.#blockedMs += this.#now() - began;
      resume(Effect.void);
    });
    this.#limit.begin(Math.max(0, this.#slowReaderMs - this.#blockedMs), () => {
      forget();
      // Timers may fire a fraction of a millisecond early, and the next batch waits without limit.
      this.#blockedMs = Math.max(this.#blockedMs + this.#now() - began, this.#slowReaderMs);
      resume(Effect.void);
    });
    return Effect.sync(() => {
      forget();
      this.#limit.end();
    });
  });
}
