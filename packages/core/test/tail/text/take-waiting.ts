import { type Cause, Effect } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import type { BatchBuffer } from "../../../src/tail/text/batch-buffer.ts";
import type { LazyBatch } from "../../../src/tail/text/lazy-batch.ts";

/** The capacity of a buffer that holds only one batch, and of one that holds all that a test makes. */
export const capacityOf = (room: number): (() => number) => (room === 1 ? () => 0 : () => Number.POSITIVE_INFINITY);

/** Takes the batches that wait in a buffer, maybe none. */
export const takeWaiting = (buffer: BatchBuffer): Effect.Effect<ReadonlyArray<LazyBatch>, JobwireError | Cause.Done> =>
  Effect.raceFirst(
    buffer.take as Effect.Effect<ReadonlyArray<LazyBatch>, JobwireError | Cause.Done>,
    Effect.as(Effect.yieldNow, []),
  );
