import type * as Stream from "effect/Stream";
import type { JobwireError } from "../../errors.ts";
import { iterateBatches } from "../../surface/batch-iterator.ts";
import { iterateItems } from "../../surface/item-iterator.ts";
import type { Runner } from "../../surface/runner.ts";
import { withCallSites } from "../../surface/with-call-sites.ts";
import type { WorkerLogBatch, WorkerLogTail } from "./types.ts";

/** A stream of batches of workers as an AsyncIterable of lines, or of batches; each iteration runs the stream again. */
export const makeWorkerLogTail = (
  stream: Stream.Stream<WorkerLogBatch, JobwireError>,
  runner: Runner,
  signal?: AbortSignal,
): WorkerLogTail => {
  const batches = (): AsyncIterator<WorkerLogBatch, undefined> => iterateBatches(stream, runner, signal);
  return withCallSites(
    {
      [Symbol.asyncIterator]: () =>
        iterateItems(batches(), ({ lines, nodeId, pid, workerId, stream: output, name }) =>
          lines.map((line) => ({ nodeId, pid, workerId, stream: output, name, line })),
        ),
      batches: () => withCallSites({ [Symbol.asyncIterator]: batches }, runner),
    },
    runner,
  );
};
