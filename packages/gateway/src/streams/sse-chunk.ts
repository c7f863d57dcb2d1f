import { eventData, jsonArray } from "./text-lines.ts";
import type { StreamPart } from "./stream-view.ts";

const utf8 = new TextEncoder();

/** A part of a stream as server-sent events: its data and the control event after it, in one chunk, so that no cut divides them. */
export type SseChunks = (stream: string, from: string, part: StreamPart, cursor: string, json: boolean) => Uint8Array;

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

/** Chunks that are kept: of all logs together, so at most about 8 MiB. */
const keptChunks = 64;

/** Encodes the parts of all streams of a gateway; readers who get the same part at the same time get the same chunk. */
export const makeSseChunks = (): SseChunks => {
  const kept = new Map<string, Uint8Array>();
  return (stream, from, part, cursor, json) => {
    const key = JSON.stringify([stream, from, part.next, part.upToDate, part.closed, cursor]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const chunk = encodeChunk(part, cursor, json);
    kept.set(key, chunk);
    if (kept.size > keptChunks) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return chunk;
  };
};
