import { apiUrl } from "../api/base.ts";
import { errorOfResponse } from "../api/gateway-error.ts";
import { readStream, type StreamPiece } from "../api/read-stream.ts";
import { request } from "../api/request.ts";
import type { LogMatch, LogPosition } from "../api/types.ts";
import { fromOffset, toOffset } from "./offset.ts";

/** Where a line begins, and the log's size, in numbers. */
export interface Position extends Omit<LogPosition, "offset" | "endOffset"> {
  readonly offset: number;
  readonly endOffset: number;
}

/** What to search for. */
export interface LogSearch {
  readonly query: string;
  readonly matchCase: boolean;
  readonly direction: "next" | "previous";
  readonly offset: number;
}

/** The log of one job, read through the gateway. */
export interface LogSource {
  /** Bytes from an offset, at most `max`; fewer at the log's end. */
  readonly read: (offset: number, max: number, signal: AbortSignal) => Promise<Uint8Array>;
  /** The line at or before an offset, or a line by its number. */
  readonly position: (
    of: { readonly offset: number } | { readonly line: number },
    signal: AbortSignal,
  ) => Promise<Position>;
  readonly search: (search: LogSearch, signal: AbortSignal) => Promise<LogMatch>;
  /** Follows the log from an offset, across lost connections. */
  readonly follow: (offset: number, signal: AbortSignal) => AsyncGenerator<StreamPiece>;
  readonly downloadUrl: string;
}

const json = async <Value>(url: string, signal: AbortSignal): Promise<Value> => {
  const response = await request(url, { signal, cache: "no-store" });
  if (!response.ok) throw await errorOfResponse(response);
  return (await response.json()) as Value;
};

/** Takes at most `max` bytes of a body, then lets the rest go: a response may be larger than a piece needs to be. */
const firstBytes = async (body: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array> => {
  const reader = body.getReader();
  const parts: Array<Uint8Array> = [];
  let length = 0;
  while (length < max) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  await reader.cancel();
  const whole = new Uint8Array(Math.min(length, max));
  let at = 0;
  for (const part of parts) {
    const fits = part.subarray(0, whole.length - at);
    whole.set(fits, at);
    at += fits.length;
  }
  return whole;
};

/** The log of a job. */
export const jobLog = (system: string, id: string): LogSource => {
  const path = ["systems", system, "jobs", id, "log"];
  return {
    downloadUrl: apiUrl(path, { download: 1 }),
    read: async (offset, max, signal) => {
      const response = await request(apiUrl(path, { offset: toOffset(offset) }), { signal, cache: "no-store" });
      if (!response.ok) throw await errorOfResponse(response);
      return response.body === null ? new Uint8Array() : await firstBytes(response.body, max);
    },
    position: async (of, signal) => {
      const query = "line" in of ? { line: of.line } : { offset: toOffset(of.offset) };
      const found = await json<LogPosition>(apiUrl([...path, "position"], query), signal);
      return { ...found, offset: fromOffset(found.offset), endOffset: fromOffset(found.endOffset) };
    },
    search: ({ query, matchCase, direction, offset }, signal) =>
      json<LogMatch>(
        apiUrl([...path, "search"], {
          query,
          direction,
          offset: toOffset(offset),
          matchCase: matchCase ? 1 : undefined,
        }),
        signal,
      ),
    follow: (offset, signal) =>
      readStream({
        url: (at) => apiUrl(path, { offset: at, live: "sse" }),
        offset: toOffset(offset),
        signal,
      }),
  };
};
