import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "@jobwire/core/adapter";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.ts";
import { abortedFault, faultFrom, originOf, type Phase } from "./faults.ts";
import { joinHeaders } from "./headers.ts";

/** Bytes of a body that may wait for their reader before its connection is no longer read. */
const highWaterBytes = 256 * 1024;

type Pulled = IteratorResult<Uint8Array, undefined>;
const done: Pulled = { done: true, value: undefined };

/**
 * Requests as `undici.request` makes them (no Sec-Fetch header, which Ray takes for a browser's; no redirect, no decompression),
 * but below its Readable: a pull is one array shift, and `return()` does not wait for a pull that hangs.
 */
export const makeRequest =
  (connections: Connections): Adapter["request"] =>
  (request) =>
    new Promise((resolve, reject) => {
      const target = originOf(request.url);
      if (request.signal.aborted) return reject(abortedFault(request.signal, target));
      // Said here, since a URL that cannot be read is another error in every runtime.
      if (!URL.canParse(request.url)) return reject(new AdapterFault("blocked", target));
      try {
        exchange(connections, request, new URL(request.url), resolve, reject);
      } catch (error) {
        reject(faultFrom(error, "connect", target));
      }
    });

const exchange = (
  connections: Connections,
  request: AdapterRequest,
  url: URL,
  resolve: (response: AdapterResponse) => void,
  reject: (fault: AdapterFault) => void,
): void => {
  const { method, signal } = request;
  // A write gets a connection of its own: on a kept one, a server that just closed it would leave its outcome unknown.
  const lane = connections(url.origin, method !== "GET" && method !== "HEAD");
  let phase: Phase = "connect";
  let answering = false;
  let end: "whole" | "left" | AdapterFault | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let chunks: Array<Uint8Array> = [];
  let bytes = 0;
  let waiter: { resolve: (pulled: Pulled) => void; reject: (fault: AdapterFault) => void } | undefined;

  const settle = (how: NonNullable<typeof end>): void => {
    end = how;
    signal.removeEventListener("abort", abort);
    if (how === "whole") return lane.release();
    lane.destroy();
    controller?.abort(new Error("ended by its reader"));
  };
  const fail = (fault: AdapterFault): void => {
    if (end !== undefined) return;
    settle(fault);
    if (phase === "body") waiter?.reject(fault);
    else reject(fault);
    waiter = undefined;
  };
  const abort = (): void => {
    chunks = [];
    fail(abortedFault(signal, url.origin));
  };

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (end !== undefined) return started.abort(new Error("ended before it began"));
      phase = "answer";
    },
    onResponseStarted: () => {
      answering = true;
    },
    onResponseStart: (_, status, headers) => {
      if (end !== undefined || status < 200) return;
      phase = "body";
      resolve({ status, headers: joinHeaders(headers), body: { [Symbol.asyncIterator]: () => reader } });
    },
    onResponseData: (flow, chunk) => {
      if (end !== undefined) return;
      if (waiter !== undefined) {
        waiter.resolve({ done: false, value: chunk });
        waiter = undefined;
        return;
      }
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes >= highWaterBytes) flow.pause();
    },
    onResponseEnd: () => {
      if (end !== undefined) return;
      // llhttp takes a reset for the end of a body that only the end of its connection delimits.
      if (lane.broken()) return fail(faultFrom(new Error("the connection was reset"), "body", url.origin));
      settle("whole");
      waiter?.resolve(done);
      waiter = undefined;
    },
    onResponseError: (_, error) => {
      const stale = phase === "answer" && !answering && lane.reused();
      fail(faultFrom(error, phase, url.origin, stale ? { reusedConnection: true } : {}));
    },
  };

  const reader: AsyncIterator<Uint8Array, undefined> = {
    next: () => {
      const chunk = chunks.shift();
      if (chunk !== undefined) {
        bytes -= chunk.byteLength;
        // Not before all is pulled: each resume makes undici copy what its parser has not seen yet once more.
        if (bytes === 0 && end === undefined && controller?.paused === true) controller.resume();
        return Promise.resolve({ done: false, value: chunk });
      }
      if (end === undefined) {
        if (waiter !== undefined) return Promise.reject(new Error("a body is pulled once at a time"));
        return new Promise((resolve, reject) => {
          waiter = { resolve, reject };
        });
      }
      return end === "whole" || end === "left" ? Promise.resolve(done) : Promise.reject(end);
    },
    return: () => {
      chunks = [];
      if (end === undefined) settle("left");
      waiter?.resolve(done);
      waiter = undefined;
      return Promise.resolve(done);
    },
  };

  signal.addEventListener("abort", abort, { once: true });
  const sent: Dispatcher.DispatchOptions = {
    method,
    path: url.pathname + url.search,
    headers: Object.entries(request.headers).flat(),
    body: request.body ?? null,
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  try {
    lane.dispatch(sent, handler);
  } catch (error) {
    fail(faultFrom(error, phase, url.origin));
  }
};
