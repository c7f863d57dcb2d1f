import { SseParser } from "@jobwire/core/sse-parser/internal";
import { reportLoss } from "./connection.ts";
import { errorOfProblem, errorOfResponse, GatewayError } from "./gateway-error.ts";
import { request } from "./request.ts";

/** What a stream delivered: some text, and the offset after it. */
export interface StreamPiece {
  readonly text: string;
  readonly nextOffset: string;
  /** This piece reaches the end of what is known now. */
  readonly upToDate: boolean;
  /** The stream is complete. */
  readonly closed: boolean;
}

/** A stream to follow. */
export interface StreamRequest {
  /** The URL with `live=sse` for an offset; called again after each lost connection. */
  readonly url: (offset: string) => string;
  readonly offset: string;
  readonly signal: AbortSignal;
}

const firstDelayMs = 500;
const lastDelayMs = 5000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });

interface Control {
  readonly streamNextOffset: string;
  readonly upToDate?: boolean;
  readonly streamClosed?: boolean;
}

async function* connection(url: string, signal: AbortSignal): AsyncGenerator<StreamPiece> {
  const response = await request(url, { signal, headers: { accept: "text/event-stream" }, cache: "no-store" });
  if (!response.ok || response.body === null) throw await errorOfResponse(response);
  const parser = new SseParser();
  let text = "";
  for await (const piece of textOf(response.body)) {
    for (const item of parser.push(piece)) {
      if (item.type !== "event") continue;
      const { event, data } = item;
      if (event === "data") text += data;
      else if (event === "control") {
        const control = JSON.parse(data) as Control;
        yield {
          text,
          nextOffset: control.streamNextOffset,
          upToDate: control.upToDate === true,
          closed: control.streamClosed === true,
        };
        text = "";
      } else if (event === "problem" || event === "error") throw errorOfProblem(JSON.parse(data));
    }
  }
}

// A reader instead of `for await`, which not every browser has on a body.
async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Follows a stream by server-sent events from an offset, across lost connections and restarts of the gateway. Ends when the stream is
 * closed or `signal` fires. Throws {@link GatewayError} for a problem that another try does not mend.
 */
export async function* readStream({ url, offset, signal }: StreamRequest): AsyncGenerator<StreamPiece> {
  let at = offset;
  let delay = firstDelayMs;
  while (!signal.aborted) {
    try {
      for await (const piece of connection(url(at), signal)) {
        delay = firstDelayMs;
        at = piece.nextOffset;
        yield piece;
        if (piece.closed) return;
      }
      // The gateway ends each connection after a while; the next one is due at once, but never in a tight loop.
      await pause(50, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof GatewayError) {
        if (!error.mayPass) throw error;
      } else reportLoss();
      await pause(delay, signal);
      delay = Math.min(delay * 2, lastDelayMs);
    }
  }
}
