import { problemJson, refusalOf } from "../api/problem.ts";
import { pieceBytes } from "../spool/recent-pieces.ts";
import { nextCursor } from "./cursor.ts";
import { readerWatch } from "./reader-watch.ts";
import type { SseChunks } from "./sse-chunk.ts";
import type { StreamView } from "./stream-view.ts";

/** Options of {@link sseResponse}. */
export interface SseOptions {
  /** The stream's name, different for each stream of the gateway. */
  readonly name: string;
  readonly from: string;
  readonly cursor: string | undefined;
  readonly chunks: SseChunks;
  /** The response ends after this long. */
  readonly totalMs: number;
  /** A reader that takes nothing for this long is dropped. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Called once, when the response is over. */
  readonly onEnd: () => void;
}

const utf8 = new TextEncoder();
/** A piece this near to the end of its cell takes the next cell as well: a cut before a line's end leaves less than a line. */
const nearBytes = 4 * 1024;

/**
 * The bytes to read from an offset, up to a multiple of the size of a piece: readers who are behind come to the same cuts, wherever
 * they began, and then share their chunks.
 */
const toGrid = (offset: string): number => {
  const left = pieceBytes - (Number(offset) % pieceBytes);
  return left < nearBytes ? left + pieceBytes : left;
};
/** Shows proxies and readers that the connection lives. */
const keepAliveMs = 15_000;
const keepAlive = utf8.encode(": keep-alive\n\n");

/** A stream as server-sent events: what there is, then what comes, to the stream's end or for `totalMs`. */
export const sseResponse = (view: StreamView, options: SseOptions): Response => {
  const { name, from, cursor, chunks, totalMs, stallMs, signal, now, onEnd } = options;
  const until = now() + totalMs;
  const left = new AbortController();
  const over = AbortSignal.any([left.signal, signal]);
  let at = from;
  /** The state of the last control event: a second one with the same content is not sent. */
  let shown = "";
  let pulling = false;
  const end = (): void => {
    watch.stop();
    if (left.signal.aborted) return;
    left.abort();
    onEnd();
  };

  const watch = readerWatch(stallMs, end);

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    watch.stop();
    for (;;) {
      const seen = view.version();
      const known = chunks.behind(name, at, nextCursor(cursor, now()));
      if (known !== undefined && !over.aborted) {
        controller.enqueue(known.chunk);
        at = known.next;
        watch.start(controller);
        return;
      }
      const part = await view.read(at, toGrid(at));
      if (over.aborted) break;
      const state = `${part.next} ${part.upToDate} ${part.closed}`;
      if (part.bytes.length > 0 || (state !== shown && (part.upToDate || part.closed))) {
        controller.enqueue(chunks.encode(name, at, part, nextCursor(cursor, now()), view.json));
        at = part.next;
        shown = state;
        if (part.closed) break;
        watch.start(controller);
        return;
      }
      const leftMs = until - now();
      if (leftMs <= 0) break;
      await view.changed(seen, Math.min(leftMs, keepAliveMs), over);
      if (over.aborted) break;
      if (view.version() === seen && now() < until) {
        controller.enqueue(keepAlive);
        watch.start(controller);
        return;
      }
    }
    end();
    controller.close();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        // Also a response that nobody begins to read.
        watch.start(controller);
        // A reader that takes nothing is not pulled for, so its leaving shows only here.
        const leave = (): void => {
          const open = !left.signal.aborted;
          end();
          if (open && !pulling) controller.close();
        };
        signal.addEventListener("abort", leave);
        // It left before there was a response.
        if (signal.aborted) leave();
      },
      pull: async (controller) => {
        pulling = true;
        try {
          await pull(controller);
        } catch (failure) {
          // The reader has everything before it. It comes again, and the response of that request is the problem.
          const problem = JSON.stringify(problemJson(refusalOf(failure), at));
          controller.enqueue(utf8.encode(`event: problem\ndata:${problem}\n\n`));
          end();
          controller.close();
        } finally {
          pulling = false;
        }
      },
      cancel: end,
    },
    // Nothing is read ahead of the reader.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-store", "x-accel-buffering": "no" },
  });
};
