import { eventData, jsonArray } from "./text-lines.ts";
import type { StreamPart } from "./stream-view.ts";

const utf8 = new TextEncoder();

/** A part of a stream as server-sent events: its data and the control event after it, in one chunk, so that no cut divides them. */
export interface SseChunks {
  readonly encode: (part: StreamPart, cursor: string) => Uint8Array;
}

const concat = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const encodeChunk = ({ bytes, next, upToDate, closed }: StreamPart, cursor: string, json: boolean): Uint8Array => {
  const control = JSON.stringify({
    streamNextOffset: next,
    ...(closed ? {} : { streamCursor: cursor }),
    ...(upToDate || closed ? { upToDate: true } : {}),
    ...(closed ? { streamClosed: true } : {}),
  });
  // `id` before `event`: readers of Durable Streams look for `event: control` with its data right after it.
  const end = `id: ${next}\nevent: control\ndata:${control}\n\n`;
  if (bytes.length === 0) return utf8.encode(end);
  return concat(
    utf8.encode(`id: ${next}\nevent: data\n`),
    eventData(json ? jsonArray(bytes) : bytes),
    utf8.encode(`\n${end}`),
  );
};

/** Encodes parts; readers who get the same piece of a log at the same time get the same chunk. */
export const makeSseChunks = (json: boolean): SseChunks => {
  const shared = new WeakMap<Uint8Array, { readonly key: string; readonly chunk: Uint8Array }>();
  return {
    encode: (part, cursor) => {
      const key = `${part.next} ${cursor} ${part.upToDate} ${part.closed}`;
      const kept = shared.get(part.bytes);
      if (kept?.key === key) return kept.chunk;
      const chunk = encodeChunk(part, cursor, json);
      if (part.bytes.length > 0) shared.set(part.bytes, { key, chunk });
      return chunk;
    },
  };
};
