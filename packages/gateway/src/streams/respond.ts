import { pieceBytes } from "../spool/recent-pieces.ts";
import { nextCursor } from "./cursor.ts";
import { jsonArray } from "./text-lines.ts";
import type { StreamPart, StreamView } from "./stream-view.ts";

/** The media type of a stream's bodies. */
export const contentTypeOf = ({ json }: Pick<StreamView, "json">): string =>
  json ? "application/json" : "text/plain; charset=utf-8";

/** The headers with the position of a reader. */
export const positionHeaders = ({ next, upToDate, closed }: Omit<StreamPart, "bytes">): Record<string, string> => ({
  "stream-next-offset": next,
  ...(upToDate || closed ? { "stream-up-to-date": "true" } : {}),
  ...(closed ? { "stream-closed": "true" } : {}),
});

/** What a body of a stream depends on. */
export interface BodyOptions {
  /** The offset of the request. */
  readonly from: string;
  readonly cache: "private" | "public";
  readonly ifNoneMatch: string | null;
  /** The cursor of a live request; null for one that is not live. */
  readonly cursor: { readonly given: string | undefined } | null;
  readonly nowMs: number;
  /** Makes the body of a larger part of a text, up to an offset. */
  readonly pieces: (next: string) => ReadableStream<Uint8Array>;
}

/** The bytes of a stream as a response. */
export const bodyResponse = (view: StreamView, part: StreamPart, options: BodyOptions): Response => {
  const { from, cache, ifNoneMatch, cursor, nowMs, pieces } = options;
  // The range and whether it closes are enough: what a log holds at an offset never changes.
  const etag = `"${from}-${part.next}${part.closed ? "-closed" : ""}"`;
  const headers: Record<string, string> = {
    ...positionHeaders(part),
    etag,
    "cache-control": `${cache}, max-age=60, stale-while-revalidate=300`,
    vary: "accept, origin",
    ...(cursor !== null && !part.closed ? { "stream-cursor": nextCursor(cursor.given, nowMs) } : {}),
  };
  const same = (ifNoneMatch ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  if (same) return new Response(null, { status: 304, headers });
  if (!view.json && part.bytes.length > pieceBytes) {
    const length = { "content-length": String(part.bytes.length) };
    return new Response(pieces(part.next), { headers: { "content-type": contentTypeOf(view), ...length, ...headers } });
  }
  const body = view.json ? jsonArray(part.bytes) : part.bytes;
  return new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": contentTypeOf(view), ...headers },
  });
};
