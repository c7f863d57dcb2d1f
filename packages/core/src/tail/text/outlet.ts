import type * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Fiber from "effect/Fiber";
import * as Option from "effect/Option";
import * as Queue from "effect/Queue";
import type * as Scope from "effect/Scope";
import { type JobwireError, StreamLimitExceeded } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { TailBatch } from "../options.ts";
import type { TailPosition } from "../position.ts";
import type { LazyBatch } from "./lazy-batch.ts";
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

/** Puts a tail's batches into the consumer's queue, after the lines held for `tail: N` and the caller's limits. */
export class Outlet {
  readonly #queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>;
  readonly #scope: Scope.Scope;
  readonly #limiter: StreamLimiter;
  readonly #slowReaderMs: number;
  readonly #tail: number | undefined;
  #held: Held | undefined;
  /** A batch for which the queue has no room yet. */
  #offering: Fiber.Fiber<void> | undefined;
  #blockedMs = 0;
  /** The consumer's last batch: an error may state its position only after that. */
  #emitted: { readonly position: TailPosition };

  /** @param scope the run's: a wait for the consumer ends with it. @param start the position before the first line */
  constructor(
    queue: Queue.Enqueue<TailBatch, JobwireError | Cause.Done>,
    scope: Scope.Scope,
    limiter: StreamLimiter,
    options: { readonly slowReaderMs: number; readonly tail: number | undefined },
    start: TailPosition,
  ) {
    this.#queue = queue;
    this.#scope = scope;
    this.#limiter = limiter;
    this.#slowReaderMs = options.slowReaderMs;
    this.#tail = options.tail;
    this.#emitted = { position: start };
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

  /** Emits a batch, or holds it for `tail: N`. */
  emit(batch: LazyBatch): Effect.Effect<void, JobwireError> {
    const held = this.#held;
    if (held === undefined) return this.#emitLimited(batch);
    held.batches.push(batch);
    held.count += batch.count;
    held.units += batch.text.length;
    for (;;) {
      const first = held.batches[0];
      if (first === undefined || held.count - first.count < held.lines) break;
      held.batches.shift();
      held.count -= first.count;
      held.dropped += first.count;
      held.units -= first.text.length;
    }
    return held.units <= maxHeldUnits ? Effect.void : Effect.fail(tooManyHeld(held.lines));
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
    return Effect.forEach(batches, (batch) => this.#emitLimited(batch), { discard: true });
  }

  /** Waits until the consumer has taken everything that was emitted. */
  settled(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#offering === undefined) return Effect.void;
      return Effect.map(Fiber.await(this.#offering), () => {
        this.#offering = undefined;
      });
    });
  }

  #hold(): void {
    const lines = this.#tail;
    this.#held = lines === undefined ? undefined : { lines, batches: [], count: 0, units: 0, dropped: 0 };
  }

  #emitLimited(made: LazyBatch): Effect.Effect<void, JobwireError> {
    return Effect.suspend(() => {
      const { batch, exceeded } = this.#limiter.apply(made);
      const offered = batch === undefined ? Effect.void : this.#offer(batch);
      return exceeded === undefined ? offered : Effect.andThen(offered, Effect.fail(exceeded));
    });
  }

  /**
   * Offers a batch to the consumer. Waits for room, but at most `slowReaderMs` in all: after that the batch waits alone (and the
   * next one for it), so that a reader of the file can close its connection.
   */
  #offer(batch: LazyBatch): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#offering === undefined && Queue.offerUnsafe(this.#queue, batch)) {
        this.#emitted = batch;
        return Effect.void;
      }
      return Effect.gen({ self: this }, function* () {
        const before = yield* monotonicMs;
        yield* this.settled();
        this.#offering = yield* Queue.offer(this.#queue, batch).pipe(
          Effect.map((taken) => {
            if (taken) this.#emitted = batch;
          }),
          Effect.forkIn(this.#scope),
        );
        const waited = (yield* monotonicMs) - before;
        const left = Math.max(0, this.#slowReaderMs - this.#blockedMs - waited);
        const settled = yield* Effect.timeoutOption(this.settled(), left);
        this.#blockedMs += (yield* monotonicMs) - before;
        // Timers may fire a fraction of a millisecond early, and the next batch waits without limit.
        if (Option.isNone(settled)) this.#blockedMs = Math.max(this.#blockedMs, this.#slowReaderMs);
      });
    });
  }
}
