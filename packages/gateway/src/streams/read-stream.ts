import { badRequest } from "../api/refusals.ts";
import { bodyPieces } from "./body-pieces.ts";
import { longPoll } from "./long-poll.ts";
import { numberParameter, oneParameter } from "./offset.ts";
import { bodyResponse, contentTypeOf, firstPart, positionHeaders } from "./respond.ts";
import { sseResponse } from "./sse.ts";
import type { SseChunks } from "./sse-chunk.ts";
import type { StreamPart, StreamView } from "./stream-view.ts";

/** How a request reads a stream. */
export type ReadMode = "head" | "once" | "long-poll" | "sse" | "event-source";

/** A stream that one request reads. */
export interface OpenStream {
  /** Different for each stream of the gateway. */
  readonly name: string;
  readonly view: StreamView;
  /**
   * The offset at which a request with this parameter begins, once the stream is known so far. `atLeast`: the bytes for which the request
   * waits a moment, if they are still being read.
   */
  readonly begin: (start: StreamStart, atLeast: number, signal: AbortSignal) => Promise<string>;
  /** Ends the reading. */
  readonly leave: () => void;
}

/** Where a request wants to begin: its `offset`, as it is, or the last N lines. */
export interface StreamStart {
  /** Undefined: from the start. */
  readonly offset: string | undefined;
  readonly tail: number | undefined;
}

/** Settings of the reads. */
export interface ReadSettings {
  readonly chunkBytes: number;
  readonly longPollMs: number;
  readonly sseMs: number;
  readonly stallMs: number;
  readonly chunks: SseChunks;
  readonly cache: "private" | "public";
  readonly now: () => number;
}

/** Reads what a request asks for; throws 400 for parameters that do not fit together. */
export const readRequest = (
  request: Request,
  query: URLSearchParams,
): { readonly mode: ReadMode; readonly start: StreamStart; readonly cursor: string | undefined } => {
  const live = oneParameter(query, "live");
  const offset = oneParameter(query, "offset");
  const tail = numberParameter(query, "tail");
  const cursor = oneParameter(query, "cursor");
  if (tail !== undefined && offset !== undefined) throw badRequest("Use offset or tail, not both");
  if (live !== undefined && live !== "long-poll" && live !== "sse") throw badRequest("live is long-poll or sse");
  if (live !== undefined && offset === undefined && tail === undefined) {
    throw badRequest(`live=${live} needs an offset: -1 is the start of the stream, now its end`);
  }
  const eventSource = live === undefined && (request.headers.get("accept") ?? "").includes("text/event-stream");
  const last = live === "sse" || eventSource ? request.headers.get("last-event-id") : null;
  // An EventSource that comes back sends its first URL again: what it saw last is nearer.
  const start = last === null || last === "" ? { offset, tail } : { offset: last, tail: undefined };
  if (request.method === "HEAD") return { mode: "head", start: { offset: "now", tail: undefined }, cursor };
  return { mode: live ?? (eventSource ? "event-source" : "once"), start, cursor };
};

/** Responds to a read of a stream. Calls `leave` once, when the response needs the stream no more. */
export const readStream = async (
  request: Request,
  open: OpenStream,
  { mode, start, cursor }: ReturnType<typeof readRequest>,
  settings: ReadSettings,
  signal: AbortSignal,
): Promise<Response> => {
  const { name, view, begin, leave } = open;
  const { chunkBytes, longPollMs, sseMs, stallMs, cache, chunks, now } = settings;
  let streaming = false;
  try {
    const from = await begin(start, mode === "once" ? chunkBytes : 1, signal);
    if (mode === "head" || (mode === "once" && (start.offset === "now" || start.tail !== undefined))) {
      // The position alone. `tail` is where the last lines begin, which is not the end.
      const part = await view.read(from, start.tail === undefined ? 1 : 0);
      const position = start.tail === undefined ? part : { next: from, upToDate: part.upToDate, closed: false };
      const headers = {
        "content-type": contentTypeOf(view),
        ...positionHeaders(position),
        "cache-control": "no-store",
      };
      return new Response(mode === "head" ? null : view.json ? "[]" : "", { headers });
    }
    const pieces = (first: StreamPart, next: string): ReadableStream<Uint8Array> => {
      streaming = true;
      return bodyPieces(view, { first, next, stallMs, onEnd: leave });
    };
    const shared = { from, cache, ifNoneMatch: request.headers.get("if-none-match"), maxBytes: chunkBytes, pieces };
    if (mode === "once") {
      return await bodyResponse(view, await firstPart(view, from, chunkBytes), {
        ...shared,
        cursor: null,
        nowMs: now(),
      });
    }
    if (mode === "long-poll") {
      return await longPoll(view, { ...shared, cursor, waitMs: longPollMs, signal, now });
    }
    // A failure at once is a response of its own, never the first event.
    const first = await view.read(from, 1);
    if (mode === "event-source" && first.closed && first.bytes.length === 0 && request.headers.has("last-event-id")) {
      // The only response after which an EventSource does not come again.
      return new Response(null, { status: 204, headers: { ...positionHeaders(first), "cache-control": "no-store" } });
    }
    const response = sseResponse(view, {
      name,
      from,
      cursor,
      chunks,
      totalMs: sseMs,
      stallMs,
      signal,
      now,
      onEnd: leave,
    });
    streaming = true;
    return response;
  } finally {
    if (!streaming) leave();
  }
};
