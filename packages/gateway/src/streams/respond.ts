import { pieceBytes } from "../spool/recent-pieces.ts";
import { nextCursor } from "./cursor.ts";
import { offsetBytes } from "./offset.ts";
import { jsonArray } from "./text-lines.ts";
import type { StreamExtent, StreamPart, StreamView } from "./stream-view.ts";

/** The media type of a stream's bodies. */
export const contentTypeOf = ({ json }: Pick<StreamView, "json">): string =>
  json ? "application/json" : "text/plain; charset=utf-8";

/** The headers with the position of a reader. */
export const positionHeaders = ({ next, upToDate, closed }: StreamExtent): Record<string, string> => ({
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
  /** The most bytes of a body. */
  readonly maxBytes: number;
  /** Makes the body of a larger part of a text: its first piece, then what follows it up to an offset. */
  readonly pieces: (first: StreamPart, next: string) => ReadableStream<Uint8Array>;
}

/** The first bytes of a body: of a text one piece, since the rest is read as its reader takes it. */
export const firstPart = (view: StreamView, from: string, maxBytes: number): Promise<StreamPart> =>
  view.read(from, view.extent === undefined ? maxBytes : Math.min(maxBytes, pieceBytes));

/** The bytes of a stream from its first part on as a response. */
export const bodyResponse = async (view: StreamView, first: StreamPart, options: BodyOptions): Promise<Response> => {
  const { from, cache, ifNoneMatch, cursor, nowMs, maxBytes, pieces } = options;
  const goesOn = first.behind === true && view.extent !== undefined && maxBytes > pieceBytes;
  const extent = goesOn ? await view.extent(from, maxBytes) : first;
  // The range and whether it closes are enough: what a log holds at an offset never changes.
  const etag = `"${from}-${extent.next}${extent.closed ? "-closed" : ""}"`;
  const headers: Record<string, string> = {
    ...positionHeaders(extent),
    etag,
    "cache-control": `${cache}, max-age=60, stale-while-revalidate=300`,
    vary: "accept, origin",
    ...(cursor !== null && !extent.closed ? { "stream-cursor": nextCursor(cursor.given, nowMs) } : {}),
  };
  const same = (ifNoneMatch ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  if (same) return new Response(null, { status: 304, headers });
  const type = { "content-type": contentTypeOf(view) };
  if (extent.next !== first.next) {
    const length = { "content-length": String(offsetBytes(extent.next) - offsetBytes(from)) };
    return new Response(pieces(first, extent.next), { headers: { ...type, ...length, ...headers } });
  }
  const body = view.json ? jsonArray(first.bytes) : first.bytes;
  // By its length a reader knows a body of which nothing came, as Chromium reports one when a response ends within its headers.
  const length = { "content-length": String(body.length) };
  return new Response(body as Uint8Array<ArrayBuffer>, { headers: { ...type, ...length, ...headers } });
};
