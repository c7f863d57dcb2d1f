import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type AdapterSocket, type HandshakeResponse, isAdapterFault } from "../adapter.ts";
import { type JobwireError, NotReady, Timeout } from "../errors.ts";
import { endedByReader } from "./ended-by-reader.ts";
import { connectionFailed } from "./fault.ts";
import { maxRedirects, redirectRefused } from "./follow-redirects.ts";
import type { Http, OpenSocket, SocketMessages } from "./http.ts";
import { promiseWithin } from "./promise-within.ts";
import { resumablePull } from "./resumable-pull.ts";
import { makeWaitLimit, type WaitLimit } from "../wait-limit.ts";

/** The parts of a client that a socket needs. */
export interface SocketContext {
  readonly http: Pick<Http, "adapter" | "base" | "credentials" | "times" | "redactor">;
  /** Opens with the headers of the next request, and with others if the server refuses the token in them. */
  readonly renewing: <A, R>(
    opening: (headers: Readonly<Record<string, string>>) => Effect.Effect<A, JobwireError, R>,
  ) => Effect.Effect<A, JobwireError, R>;
  /** Limit in milliseconds for everything until the socket is open. */
  readonly requestMs: number;
  /** Interprets an HTTP response to the handshake at `url`: the target on the same origin, or the error. */
  readonly refused: (url: URL, response: HandshakeResponse) => Effect.Effect<URL, JobwireError>;
  /** Sends a GET to the same address: returns its redirect's target, fails with its error, or undefined if neither applies. */
  readonly probe: (url: URL, headers: Readonly<Record<string, string>>) => Effect.Effect<URL | undefined, JobwireError>;
}

const noSocket = (message: string): NotReady => new NotReady({ message, reason: "no-socket" });

/**
 * Opens the socket and follows redirects within its origin, at most five. Closing the scope destroys the socket without
 * waiting: a Ray dashboard never responds to a close frame. Fails with `NotReady` (reason `no-socket`) on a runtime without one.
 */
export const openSocket = (
  context: SocketContext,
  path: string,
  limits: { readonly maxMessageBytes: number; readonly highWaterBytes: () => number },
): Effect.Effect<OpenSocket, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { adapter, base, redactor } = context.http;
    const { name, capabilities } = adapter.runtime;
    if (adapter.openSocket === undefined)
      return yield* Effect.fail(noSocket(`${name} has no WebSocket here. Follow the log over HTTP`));
    if (context.http.credentials && !capabilities.handshakeHeaders) {
      return yield* Effect.fail(
        noSocket(`${name} cannot send a token or headers with a WebSocket handshake. Follow the log over HTTP`),
      );
    }
    const label = `WebSocket ${shownSocket(new URL(base.href + path))}`;
    const opening = (headers: Readonly<Record<string, string>>) =>
      Effect.gen(function* () {
        let at = new URL(base.href + path);
        for (let followed = 0; ; followed++) {
          const opened = yield* openAt(context, at, headers, limits);
          if (!(opened instanceof URL)) return opened;
          if (followed === maxRedirects)
            return yield* Effect.fail(
              redirectRefused(label, undefined, { from: at, target: opened, base }, "too-many"),
            );
          at = opened;
        }
      });
    const socket = yield* Effect.timeoutOrElse(context.renewing(opening), {
      duration: context.requestMs,
      orElse: () =>
        Effect.fail(
          new Timeout({
            message: `${label}: the socket did not open within ${context.requestMs} ms (requestMs). Check the server, or set a higher requestMs`,
            reason: "request",
          }),
        ),
    });
    yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()));
    const limit = yield* makeWaitLimit;
    return { label, ...pullsOf(socket, limit, label, redactor.text) };
  });

const shownSocket = (url: URL): string => `${url.origin.replace(/^http/, "ws")}${url.pathname}`;

/** One handshake: the socket, or the target of a redirect. */
const openAt = (
  context: SocketContext,
  at: URL,
  headers: Readonly<Record<string, string>>,
  limits: { readonly maxMessageBytes: number; readonly highWaterBytes: () => number },
): Effect.Effect<AdapterSocket | URL, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { adapter, times } = context.http;
    const label = `WebSocket ${shownSocket(at)}`;
    const controller = new AbortController();
    const end = Effect.sync(() => controller.abort(endedByReader));
    yield* Effect.addFinalizer(() => end);
    const open = adapter.openSocket as NonNullable<typeof adapter.openSocket>;
    return yield* promiseWithin<AdapterSocket, unknown>(yield* makeWaitLimit, {
      start: () => open({ url: at.href.replace(/^http/, "ws"), headers, ...limits, signal: controller.signal }),
      limitMs: times.headMs,
      late: () =>
        new Timeout({
          message: `${label}: the socket did not open within ${times.headMs} ms (connectMs). Check the server, or set a higher connectMs`,
          reason: "connect",
        }),
      failed: (cause) => cause,
    }).pipe(
      Effect.onError(() => end),
      Effect.catch((cause) => refusal(context, at, headers, label, cause)),
    );
  });

/** Bun and Deno hide why a handshake failed, so a GET to the same address looks for the reason first. */
const refusal = (
  context: SocketContext,
  at: URL,
  headers: Readonly<Record<string, string>>,
  label: string,
  cause: unknown,
): Effect.Effect<URL, JobwireError> => {
  if (cause instanceof Timeout) return Effect.fail(cause);
  if (isAdapterFault(cause) && cause.response !== undefined) return context.refused(at, cause.response);
  const failure = connectionFailed(label, cause, context.http.redactor.text);
  const hidden = failure.reason === "handshake" || failure.reason === "unknown";
  return Effect.flatMap(hidden ? context.probe(at, headers) : Effect.undefined, (target) =>
    target === undefined ? Effect.fail(failure) : Effect.succeed(target),
  );
};

const pullsOf = (
  socket: AdapterSocket,
  limit: WaitLimit,
  label: string,
  scrub: (text: string) => string,
): Pick<OpenSocket, "pull" | "pullWithin"> => {
  type Pulled = Awaited<ReturnType<AdapterSocket["pull"]>>;
  const pull = resumablePull<Pulled, JobwireError, undefined>(
    () => socket.pull(),
    (cause) => connectionFailed(label, cause, scrub),
  );
  const messages = (next: Pulled): SocketMessages<string | Uint8Array> => {
    if (next.type === "frames") return { frames: next.frames };
    if (next.type === "encoded") return { encoded: next.frames };
    const { code, reason, overflow } = next;
    return { closed: { code, reason: scrub(reason), overflow: overflow === true } };
  };
  const ifAny = (next: Pulled | undefined) => next && messages(next);
  return {
    pull: Effect.map(pull() as Effect.Effect<Pulled, JobwireError>, messages),
    pullWithin: (waitMs) => {
      const begin = (end: (exit: Effect.Effect<undefined>) => void): void =>
        limit.begin(waitMs, () => end(Effect.undefined));
      return Effect.map(pull({ begin, end: limit.end }), ifAny);
    },
  };
};
