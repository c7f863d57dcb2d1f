import { Effect, type Scope } from "effect";
import { type AdapterSocket, type HandshakeAnswer, isAdapterFault } from "../adapter.ts";
import { type JobwireError, NotReady, Timeout } from "../errors.ts";
import { connectionFailed } from "./fault.ts";
import type { Http, OpenSocket } from "./http.ts";
import { resumablePull } from "./resumable-pull.ts";

/** What the socket needs besides the adapter. */
export interface SocketContext {
  readonly http: Pick<Http, "adapter" | "base" | "credentials" | "times" | "redactor">;
  readonly headers: Effect.Effect<Readonly<Record<string, string>>, JobwireError>;
  /** The error for an HTTP answer to the handshake. */
  readonly refused: (path: string, answer: HandshakeAnswer) => Effect.Effect<never, JobwireError>;
  /** Asks the same path by GET and fails with what that says; succeeds when it says nothing of use. */
  readonly probe: (path: string) => Effect.Effect<void, JobwireError>;
}

const noSocket = (message: string): NotReady => new NotReady({ message, reason: "no-socket" });

/** Opens the socket; closing the scope destroys it without waiting, since a Ray dashboard never answers a close frame. */
export const openSocket = (
  context: SocketContext,
  path: string,
  limits: { readonly maxMessageBytes: number; readonly highWaterBytes: number },
): Effect.Effect<OpenSocket, JobwireError, Scope.Scope> =>
  Effect.gen(function* () {
    const { adapter, base, times, redactor } = context.http;
    const { name, capabilities } = adapter.runtime;
    const open = adapter.openSocket;
    if (open === undefined) return yield* Effect.fail(noSocket(`${name} has no WebSocket here; follow by http`));
    if (context.http.credentials && !capabilities.handshakeHeaders) {
      return yield* Effect.fail(
        noSocket(`${name} cannot send a token or headers with a WebSocket handshake; follow by http`),
      );
    }
    const url = `ws${base.href.slice("http".length)}${path}`;
    const label = `WebSocket ${base.origin.replace(/^http/, "ws")}${base.prefix}${path.replace(/\?.*$/s, "")}`;
    const headers = yield* context.headers;
    const controller = new AbortController();
    yield* Effect.addFinalizer(() => Effect.sync(() => controller.abort()));
    const socket = yield* Effect.tryPromise({
      try: () => open({ url, headers, ...limits, signal: controller.signal }),
      catch: (cause) => cause,
    }).pipe(
      Effect.timeoutOrElse({
        duration: times.headMs,
        orElse: () =>
          Effect.fail(
            new Timeout({ message: `${label}: not open within ${times.headMs} ms (connectMs)`, reason: "connect" }),
          ),
      }),
      Effect.onError(() => Effect.sync(() => controller.abort())),
      Effect.catch((cause) => refusal(context, path, label, cause)),
    );
    yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()));
    return { label, pull: pullFrames(socket, label, redactor.text) };
  });

/** Bun and Deno hide why a handshake failed, so the same path is asked over HTTP before the failure is reported. */
const refusal = (
  context: SocketContext,
  path: string,
  label: string,
  cause: unknown,
): Effect.Effect<never, JobwireError> => {
  if (cause instanceof Timeout) return Effect.fail(cause);
  if (isAdapterFault(cause) && cause.answer !== undefined) return context.refused(path, cause.answer);
  const failure = connectionFailed(label, cause, context.http.redactor.text);
  const hidden = failure.reason === "handshake" || failure.reason === "unknown";
  return (hidden ? context.probe(path) : Effect.void).pipe(Effect.andThen(Effect.fail(failure)));
};

const pullFrames = (socket: AdapterSocket, label: string, scrub: (text: string) => string): OpenSocket["pull"] =>
  Effect.map(
    resumablePull(
      () => socket.pull(),
      (cause) => connectionFailed(label, cause, scrub),
    ),
    (next) => {
      if (next.type === "frames") return { frames: next.frames };
      const { code, reason, overflow } = next;
      return { closed: { code, reason: scrub(reason), overflow: overflow === true } };
    },
  );
