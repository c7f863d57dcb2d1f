import { nextCursor } from "./cursor.ts";
import { type BodyOptions, bodyResponse, firstPart, positionHeaders } from "./respond.ts";
import type { StreamView } from "./stream-view.ts";

/** Options of {@link longPoll}. */
export interface LongPollOptions extends Omit<BodyOptions, "cursor" | "nowMs"> {
  readonly cursor: string | undefined;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Responds as soon as there is data after an offset or the stream is closed there, or with 204 when the wait is over. */
export const longPoll = async (view: StreamView, options: LongPollOptions): Promise<Response> => {
  const { from, cursor, waitMs, maxBytes, signal, now } = options;
  const until = now() + waitMs;
  for (;;) {
    const seen = view.version();
    const part = await firstPart(view, from, maxBytes);
    if (part.bytes.length > 0)
      return await bodyResponse(view, part, { ...options, cursor: { given: cursor }, nowMs: now() });
    const leftMs = until - now();
    if (part.closed || leftMs <= 0 || signal.aborted) {
      const headers = { ...positionHeaders(part), "cache-control": "no-store" };
      return new Response(null, {
        status: 204,
        headers: part.closed ? headers : { ...headers, "stream-cursor": nextCursor(cursor, now()) },
      });
    }
    await view.changed(seen, leftMs, signal);
  }
};
