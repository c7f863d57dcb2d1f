import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type Adapter, isAdapterFault } from "../adapter.ts";
import { type JobwireError, Timeout } from "../errors.ts";
import { connectionFailed, requestFailed } from "./fault.ts";
import { type LimitReached, makeIdleWatch } from "./idle-watch.ts";
import type { HttpStream, StreamTimes } from "./http.ts";
import { resumablePull } from "./resumable-pull.ts";
import type { TotalLimit } from "./total-limit.ts";

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
      if (!ended) controller.abort();
    });
    yield* Effect.addFinalizer(() => discard);
    const ask = Effect.tryPromise({
      try: () =>
        adapter.request({
          url: request.url.href,
          method: request.method,
          headers: request.headers,
          ...(request.body === undefined ? {} : { body: request.body }),
          signal: controller.signal,
        }),
      catch: (cause) => cause,
    });
    const response = yield* ask.pipe(
      // The server had closed an idle connection, which is normal, so a read is sent again, once, on a new connection.
      Effect.catch((cause) => (request.method === "GET" && isStale(cause) ? ask : Effect.fail(cause))),
      Effect.mapError((cause) => requestFailed(label, cause, scrub)),
      Effect.timeoutOrElse({
        duration: times.headMs,
        orElse: () =>
          Effect.fail(
            new Timeout({
              message: `${label}: no response within ${times.headMs} ms (connectMs). Check that the server is running and not overloaded, or set a higher connectMs`,
              reason: "connect",
            }),
          ),
      }),
      // At once, not when the caller's scope closes: after a timeout or an interruption the request must not continue.
      Effect.onError(() => discard),
    );
    const pieces = response.body[Symbol.asyncIterator]();
    let received = 0;
    const watch = yield* makeIdleWatch(times.idleMs, total === undefined ? undefined : () => total.leftMs(received));
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
