import type * as Stream from "effect/Stream";
import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Runner } from "./runner.ts";
import type { LogTail, ReadableTailOptions, TailBatch } from "../tail/options.ts";
import { iterateBatches } from "./batch-iterator.ts";
import { checkNames, type NamesOf } from "./option-names.ts";
import { readableTail } from "./readable-tail.ts";
import { shownValue } from "./shown-value.ts";
import { iterateItems } from "./item-iterator.ts";
import { withCallSites } from "./with-call-sites.ts";

const formatNames: NamesOf<ReadableTailOptions> = { format: 1 };

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
      toReadableStream: (options = {}) => {
        checkNames("toReadableStream()", options, formatNames);
        const { format } = options;
        if (format !== undefined && format !== "lines" && format !== "sse") {
          throw new InvalidRequest({
            message: `format must be lines or sse, not ${shownValue(format)}`,
            reason: "local",
          });
        }
        // Made now, since the iteration notes who called.
        return readableTail(batches(), options);
      },
    },
    runner,
  );
};
