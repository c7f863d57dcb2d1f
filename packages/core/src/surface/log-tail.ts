import type * as Stream from "effect/Stream";
import type { JobwireError } from "../errors.ts";
import type { Runner } from "./runner.ts";
import type { LogTail, TailBatch } from "../tail/options.ts";
import { iterateBatches } from "./batch-iterator.ts";
import { iterateItems } from "./item-iterator.ts";
import { withCallSites } from "./with-call-sites.ts";

/** A stream of batches as an AsyncIterable of lines, or of batches; each iteration runs the stream again. */
export const makeLogTail = (
  stream: Stream.Stream<TailBatch, JobwireError>,
  runner: Runner,
  signal?: AbortSignal,
): LogTail => {
  const batches = (): AsyncIterator<TailBatch, undefined> =>
    iterateBatches(stream, runner, signal, ({ position }) => position);
  return withCallSites(
    {
      [Symbol.asyncIterator]: () => iterateItems(batches(), ({ lines }) => lines),
      batches: () => withCallSites({ [Symbol.asyncIterator]: batches }, runner),
    },
    runner,
  );
};
