import { concatBytes } from "../spool/concat-bytes.ts";
import { eventData, jsonArray } from "./text-lines.ts";
import type { StreamPart } from "./stream-view.ts";

const utf8 = new TextEncoder();

/** A part of a stream as server-sent events: its data and the control event after it, in one chunk, so that no cut divides them. */
export interface SseChunks {
  /** The chunk of a part; a kept one if some reader got the same. */
  readonly encode: (stream: string, from: string, part: StreamPart, cursor: string, json: boolean) => Uint8Array;
  /** The kept chunk of a part that is not the stream's last, which begins there, and the offset after it. */
  readonly behind: (
    stream: string,
    from: string,
    cursor: string,
  ) => { readonly chunk: Uint8Array; readonly next: string } | undefined;
}

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
  return concatBytes([
    utf8.encode(`id: ${next}\nevent: data\n`),
    eventData(json ? jsonArray(bytes) : bytes),
    utf8.encode(`\n${end}`),
  ]);
};

/** Chunks that are kept: of all logs together, so at most about 18 MiB. */
const keptChunks = 256;

/** Encodes the parts of all streams of a gateway; readers who get the same part get the same chunk. */
export const makeSseChunks = (): SseChunks => {
  /** The least recently used first. */
  const kept = new Map<string, { readonly chunk: Uint8Array; readonly next: string }>();
  const keyOf = (stream: string, from: string, cursor: string, end: string): string =>
    JSON.stringify([stream, from, cursor, end]);
  const find = (key: string): { readonly chunk: Uint8Array; readonly next: string } | undefined => {
    const known = kept.get(key);
    if (known === undefined) return undefined;
    kept.delete(key);
    kept.set(key, known);
    return known;
  };
  return {
    behind: (stream, from, cursor) => find(keyOf(stream, from, cursor, "")),
    encode: (stream, from, part, cursor, json) => {
      const { next, upToDate, closed } = part;
      // A part that ends at a cut, and not at the log's present end, is the same for whoever comes later.
      const end = part.behind === true ? "" : `${next} ${upToDate} ${closed}`;
      const key = keyOf(stream, from, cursor, end);
      const known = find(key);
      if (known !== undefined) return known.chunk;
      const chunk = encodeChunk(part, cursor, json);
      kept.set(key, { chunk, next });
      if (kept.size > keptChunks) {
        for (const oldest of kept.keys()) {
          kept.delete(oldest);
          break;
        }
      }
      return chunk;
    },
  };
};
