import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type Adapter, type AdapterResponse, isAdapterFault } from "../adapter.ts";
import { type JobwireError, Timeout } from "../errors.ts";
import { endedByReader } from "./ended-by-reader.ts";
import { connectionFailed, requestFailed } from "./fault.ts";
import { idleWatch, type LimitReached } from "./idle-watch.ts";
import type { HttpStream, StreamTimes } from "./http.ts";
import { promiseWithin } from "./promise-within.ts";
import { resumablePull } from "./resumable-pull.ts";
import type { TotalLimit } from "./total-limit.ts";
import { makeWaitLimit } from "../wait-limit.ts";

/** One request, ready to send. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** The request as messages name it: without the query, which has only ids that mean nothing to a reader. */
export const labelOf = (request: { readonly method: string; readonly url: URL }): string =>
  `${request.method} ${request.url.origin}${request.url.pathname}`;

const isStale = (cause: unknown): boolean =>
  isAdapterFault(cause) && cause.reason === "reset" && cause.reusedConnection === true;

/** A response that the caller can leave before its scope closes. */
export interface OpenResponse extends HttpStream {
  readonly discard: Effect.Effect<void>;
}

/**
 * Sends one request and returns its response as soon as the head arrives; redirects are responses. Closing the scope destroys
 * the connection unless the body was read to its end. Fails with `ConnectionFailed` or `Timeout` (`connect`, `idle`; `total` if
 * `total` limits the body as well).
 */
export const openResponse = (
  adapter: Adapter,
  request: Outgoing,
  times: StreamTimes,
  scrub: (text: string) => string,
  total?: TotalLimit,
): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const label = labelOf(request);
    const controller = new AbortController();
    let ended = false;
    const discard = Effect.sync(() => {
      if (!ended) controller.abort(endedByReader);
    });
    yield* Effect.addFinalizer(() => discard);
    const limit = yield* makeWaitLimit;
    const send = (): Promise<AdapterResponse> =>
      adapter.request({
        url: request.url.href,
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: controller.signal,
      });
    /** The server had closed an idle connection, which is normal, so a read is sent again, once, on a new connection. */
    const sendAgain = (cause: unknown): Promise<AdapterResponse> => {
      if (request.method === "GET" && isStale(cause)) return send();
      throw cause;
    };
    const response = yield* promiseWithin(limit, {
      start: () => send().catch(sendAgain),
      limitMs: times.headMs,
      late: () =>
        new Timeout({
          message: `${label}: no response within ${times.headMs} ms (connectMs). Check that the server is running and not overloaded, or set a higher connectMs`,
          reason: "connect",
        }),
      failed: (cause) => requestFailed(label, cause, scrub),
    }).pipe(
      // At once, not when the caller's scope closes: after a timeout or an interruption the request must not continue.
      Effect.onError(() => discard),
    );
    const pieces = response.body[Symbol.asyncIterator]();
    let received = 0;
    const watch = idleWatch(limit, times.idleMs, total === undefined ? undefined : () => total.leftMs(received));
    const timeout = (why: LimitReached): JobwireError =>
      why === "total" && total !== undefined
        ? total.timeout()
        : new Timeout({
            message: `${label}: the response paused for ${times.idleMs} ms (idleMs). Check the server and the network, or set a higher idleMs`,
            reason: "idle",
          });
    const next = resumablePull<IteratorResult<Uint8Array, undefined>, JobwireError>(
      () => pieces.next(),
      (cause) => connectionFailed(label, cause, scrub),
    )({ begin: (end) => watch.begin((why) => end(Effect.fail(timeout(why)))), end: watch.end });
    const pull = Effect.map(next, (result) => {
      if (result.done !== true) {
        received += result.value.byteLength;
        return result.value;
      }
      ended = true;
      return undefined;
    });
    return { status: response.status, headers: response.headers, pull, discard };
  });
