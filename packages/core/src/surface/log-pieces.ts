import type { ReadableTailOptions, TailBatch } from "../tail/options.ts";

/** One event: the lines that arrived together, and the position after them, which the browser sends back as `Last-Event-ID`. */
const eventOf = ({ lines, position }: TailBatch): string => {
  let event = `id: ${JSON.stringify(position)}\n`;
  for (const line of lines) event += `data: ${line}\n`;
  return `${event}\n`;
};

/** The last event: no line follows. Without it an `EventSource` would connect again. */
const endEvent = "event: end\ndata:\n\n";

/** Puts the next batch of a log that has text into the stream, or its end. */
export const pullPiece = async (
  source: AsyncIterator<TailBatch, undefined>,
  controller: ReadableStreamDefaultController<Uint8Array>,
  format: ReadableTailOptions["format"],
): Promise<void> => {
  const utf8 = new TextEncoder();
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
};
