import { type Adapter, AdapterFault, type AdapterRequest, type AdapterResponse } from "@jobwire/core/adapter";
import { abortedFault, makeBodyQueue, originOf } from "@jobwire/core/adapter-parts";
import { faultFrom, joinHeaders, type Phase, ProxyRefused, proxyFault } from "@jobwire/node-shared";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.ts";

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
      // Checked here, because each runtime has another error for an invalid URL.
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
  // A write uses a connection that no other request used: on a kept one that the server just closed, its outcome would be unknown.
  const isWrite = method !== "GET" && method !== "HEAD";
  const connection = connections(url.origin, isWrite);
  let phase: Phase = "connect";
  let answering = false;
  let ended = false;
  let controller: Dispatcher.DispatchController | undefined;
  const body = makeBodyQueue({
    highWaterBytes: request.highWaterBytes,
    pause: () => controller?.pause(),
    resume: () => {
      if (controller?.paused === true) controller.resume();
    },
    leave: () => settle("left"),
  });

  const settle = (how: "whole" | "left"): void => {
    ended = true;
    signal.removeEventListener("abort", abort);
    if (how === "whole") return connection.release();
    connection.destroy();
    controller?.abort(new Error("ended by its reader"));
  };
  const fail = (fault: AdapterFault): void => {
    if (ended) return;
    settle("left");
    if (phase === "body") body.fail(fault);
    else reject(fault);
  };
  const abort = (): void => {
    body.discard();
    fail(abortedFault(signal, url.origin));
  };

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      controller = started;
      if (ended) return started.abort(new Error("ended before it began"));
      phase = "answer";
    },
    onResponseStarted: () => {
      answering = true;
    },
    onResponseStart: (_, status, headers) => {
      if (ended || status < 200) return;
      const { forwarder } = connection;
      // Only a proxy responds with this status; the server has not seen the request.
      if (status === 407 && forwarder !== undefined) {
        return fail(proxyFault(new ProxyRefused(status), forwarder, url.origin));
      }
      phase = "body";
      resolve({ status, headers: joinHeaders(headers), body });
    },
    onResponseData: (_, chunk) => body.push(chunk),
    onResponseEnd: () => {
      if (ended) return;
      // llhttp takes a reset for the end of a body that ends with its connection.
      if (connection.broken()) return fail(faultFrom(new Error("the connection was reset"), "body", url.origin));
      settle("whole");
      body.end();
    },
    onResponseError: (_, error) => {
      const stale = phase === "answer" && !answering && connection.reused();
      fail(faultFrom(error, phase, url.origin, stale ? { reusedConnection: true } : {}));
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
    // For a caller's dispatcher too: it must never repeat the request, nor keep its connection.
    idempotent: !isWrite,
    reset: isWrite,
  };
  try {
    connection.dispatch(sent, handler);
  } catch (error) {
    fail(faultFrom(error, phase, url.origin));
  }
};
