import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { LazyBatch } from "./lazy-batch.ts";

/** The cost of a batch besides its text, in UTF-16 units, so that many short ones are bounded as well. */
const batchUnits = 512;

/** Batches that wait for the consumer, at least one. */
export type Batches = readonly [LazyBatch, ...Array<LazyBatch>];

/**
 * The batches between one tail and its consumer. The tail offers, the consumer takes all that wait: an Effect queue costs several
 * Effects for each batch. Not more than `capacity` UTF-16 units wait, except for one batch.
 */
export class BatchBuffer {
  readonly #capacity: () => number;
  readonly #accepted: (batch: LazyBatch) => void;
  readonly #taken: () => void;
  #batches: Array<LazyBatch> = [];
  #units = 0;
  /** A batch for which there was no room yet. */
  #next: LazyBatch | undefined;
  #end: Cause.Cause<JobwireError | Cause.Done> | undefined;
  #reader: (() => void) | undefined;
  #writer: (() => void) | undefined;

  /**
   * @param accepted called with each batch that has got its room
   * @param taken called when the consumer takes what waits
   */
  constructor(capacity: () => number, accepted: (batch: LazyBatch) => void, taken: () => void = () => {}) {
    this.#capacity = capacity;
    this.#taken = taken;
    this.#accepted = accepted;
  }

  /** The UTF-16 units that may wait now. */
  get capacity(): number {
    return this.#capacity();
  }

  /** At most two batches wait. */
  get isNearlyEmpty(): boolean {
    return this.#batches.length <= 2;
  }

  /** No batch waits for room. */
  get isSettled(): boolean {
    return this.#next === undefined;
  }

  /** Adds a batch, or keeps it until there is room. Only when {@link BatchBuffer.isSettled}. */
  offer(batch: LazyBatch): void {
    if (this.#batches.length > 0 && this.#units + batch.units + batchUnits > this.#capacity()) {
      this.#next = batch;
      return;
    }
    this.#add(batch);
    this.#wakeReader();
  }

  /** Calls back once no batch waits for room; returns the function that ends the wait. Only when one waits. */
  onSettled(settled: () => void): () => void {
    this.#writer = settled;
    return () => {
      this.#writer = undefined;
    };
  }

  /** Nothing follows the batches so far, and what waits for room comes before the end. */
  end(cause: Cause.Cause<JobwireError | Cause.Done>): void {
    this.#end ??= cause;
    this.#wakeReader();
  }

  /** The batches that wait; waits for one. Then fails with the end. One call at a time. */
  readonly take: Effect.Effect<Batches, JobwireError | Cause.Done> = Effect.suspend(() => {
    const ready = this.#takeReady();
    if (ready !== undefined) return ready;
    return Effect.flatMap(
      Effect.callback<void>((resume) => {
        this.#reader = () => resume(Effect.void);
        return Effect.sync(() => {
          this.#reader = undefined;
        });
      }),
      () => this.take,
    );
  });

  #takeReady(): Effect.Effect<Batches, JobwireError | Cause.Done> | undefined {
    const batches = this.#batches;
    if (batches.length === 0) return this.#end === undefined ? undefined : Effect.failCause(this.#end);
    this.#taken();
    this.#batches = [];
    this.#units = 0;
    const next = this.#next;
    if (next !== undefined) {
      this.#next = undefined;
      this.#add(next);
      const settled = this.#writer;
      this.#writer = undefined;
      settled?.();
    }
    return Effect.succeed(batches as unknown as Batches);
  }

  #add(batch: LazyBatch): void {
    this.#batches.push(batch);
    this.#units += batch.units + batchUnits;
    this.#accepted(batch);
  }

  #wakeReader(): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.();
  }
}
