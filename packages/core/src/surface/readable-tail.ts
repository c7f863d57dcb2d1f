import type { ReadableTailOptions, TailBatch } from "../tail/options.ts";
import { pullPiece } from "./log-pieces.ts";

/**
 * The batches of a tail as a web stream of bytes. It reads a batch when its reader asks for one; `cancel` ends the tail, and an error of
 * the tail is the error of the stream.
 */
export const readableTail = (
  batches: AsyncIterator<TailBatch, undefined>,
  { format }: ReadableTailOptions,
): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      pull: (controller) => pullPiece(batches, controller, format),
      cancel: async () => {
        await batches.return?.();
      },
    },
    // Nothing is read before somebody wants it.
    { highWaterMark: 0 },
  );
