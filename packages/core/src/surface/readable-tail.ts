import type { ReadableTailOptions, TailBatch } from "../tail/options.ts";

/** One event: the lines that arrived together, and the position after them, which the browser sends back as `Last-Event-ID`. */
const eventOf = ({ lines, position }: TailBatch): string => {
  let event = `id: ${JSON.stringify(position)}\n`;
  for (const line of lines) event += `data: ${line}\n`;
  return `${event}\n`;
};

/** Says that no line follows: without it an `EventSource` would connect again. */
const endEvent = "event: end\ndata:\n\n";

/**
 * The batches of a tail as a web stream of bytes. It reads a batch when its reader asks for one; `cancel` ends the tail, and an error of
 * the tail is the error of the stream.
 */
export const readableTail = (
  batches: () => AsyncIterator<TailBatch, undefined>,
  { format = "lines" }: ReadableTailOptions,
): ReadableStream<Uint8Array> => {
  const utf8 = new TextEncoder();
  let source: AsyncIterator<TailBatch, undefined> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        source ??= batches();
        for (;;) {
          const next = await source.next();
          if (next.done === true) {
            if (format === "sse") controller.enqueue(utf8.encode(endEvent));
            controller.close();
            return;
          }
          const text = format === "sse" ? eventOf(next.value) : next.value.text;
          // A batch whose lines were all left out has no text, and a reader would take an empty piece for a fault.
          if (text === "") continue;
          controller.enqueue(utf8.encode(text));
          return;
        }
      },
      cancel: async () => {
        await source?.return?.();
      },
    },
    // Nothing is read before somebody wants it.
    { highWaterMark: 0 },
  );
};
