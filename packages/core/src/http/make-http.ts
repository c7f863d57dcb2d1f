// Longer than most files: one closure owns the credentials and limits of one origin, and every exchange goes through it.
import * as Clock from "effect/Clock";
import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import * as Semaphore from "effect/Semaphore";
import type { Adapter, HandshakeResponse } from "../adapter.ts";
import { intervalMs } from "../surface/checked.ts";
import { BadResponse, ConnectionFailed, InvalidRequest, type JobwireError, Timeout } from "../errors.ts";
import { parseBaseUrl } from "./base-url.ts";
import { checkProxy } from "./check-proxy.ts";
import { makeCredentials, type RequestCredentials } from "./credentials.ts";
import { describeProxy } from "./describe-status.ts";
import { followRedirects, isRedirect, redirectRefused, redirectTarget } from "./follow-redirects.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import type { Http, HttpStream, StreamTimes, PlainRequest, PlainResponse } from "./http.ts";
import type { HttpOptions } from "./http-options.ts";
import { isPageText } from "./is-page-text.ts";
import { makeBufferBudget } from "./buffer-budget.ts";
import { atOnce, makeReadTurns } from "./read-turns.ts";
import { labelOf, type OpenResponse, openResponse, type Outgoing } from "./open-response.ts";
import { loadedLiveCode } from "../loaded-live-code.ts";
import type { SocketContext } from "./open-socket.ts";
import { readBody, readErrorBody } from "./read-body.ts";
import { makeRedactor } from "../redaction/redactor.ts";
import { RequestPace } from "../retry/request-pace.ts";
import { isSignInTarget } from "./proxy/sign-in.ts";
import { signInPage } from "./proxy/sign-in-error.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { socketInTurn } from "./socket-in-turn.ts";
import { speaksTls } from "./speaks-tls.ts";
import { callTimeoutMs, startTotalLimit, type TotalLimit, transferMs } from "./total-limit.ts";
import { undoneEncodings } from "./undone-encodings.ts";
import { userAgentHeader } from "./user-agent.ts";

/** The size limit of a successful response. */
const maxBodyBytes = 64 * 1024 * 1024;
/** The client reads this much of an error response. */
const maxErrorBytes = 64 * 1024;

/** One client sends this many short requests at once; more wait for their turn, since each takes a connection of its own. */
const maxRequests = 64;

/** The decoder drops a byte order mark. */
const markBytes = 3;

/** True when the text of an error may have been cut at its bound, possibly inside a secret. */
const wasCut = (text: string): boolean => new TextEncoder().encode(text).byteLength >= maxErrorBytes - markBytes;

/** Only the headers that a reader needs: the `Response` constructor throws on values that some servers send. */
const readersHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name of ["content-type", "retry-after"]) {
    const value = headers[name];
    if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) kept[name] = value;
  }
  return kept;
};

/**
 * Wraps the adapter for one origin. Throws `InvalidRequest` (reason `local`) when the options cannot work.
 *
 * @example
 * ```ts
 * import { describeStatus, makeHttp } from "@jobwire/core/backend";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const http = makeHttp(nodeAdapter, {
 *   baseUrl: "http://127.0.0.1:8265",
 *   describe: (response) => describeStatus(response, response.text),
 * });
 * const response = await Effect.runPromise(http.send(new Request(`${http.baseUrl}/api/version`)));
 * console.log(await response.json());
 * ```
 */
export const makeHttp = (runtimeAdapter: Adapter, options: HttpOptions): Http => {
  const buffers = makeBufferBudget(runtimeAdapter.runtime.capabilities.socketPause);
  const turnsToRead = runtimeAdapter.runtime.capabilities.smallReads === true ? makeReadTurns(buffers.readers) : atOnce;
  const adapter: Adapter = {
    ...runtimeAdapter,
    request: (request) => runtimeAdapter.request({ ...request, highWaterBytes: buffers.readerBytes }),
  };
  const base = parseBaseUrl(options.baseUrl);
  const redactor = options.redactor ?? makeRedactor();
  const credentials = makeCredentials(base, options, redactor);
  checkProxy(adapter, base, credentials.any, options.allowInsecureToken);
  for (const secret of adapter.secrets ?? []) redactor.addSecret(secret);
  const scrub = redactor.text;
  const userAgent = userAgentHeader(adapter.runtime);
  const times: StreamTimes = {
    headMs: intervalMs("connectMs", options.timeouts?.connectMs) ?? 10_000,
    idleMs: intervalMs("idleMs", options.timeouts?.idleMs) ?? 30_000,
  };
  const ownRequestMs = intervalMs("requestMs", options.timeouts?.requestMs) ?? Math.max(60_000, times.headMs + 50_000);

  /** A token function may hang, and a token exchange talks to another server: both get the time limit of a head. */
  const inTime = Effect.timeoutOrElse({
    duration: times.headMs,
    orElse: () =>
      Effect.fail(
        new Timeout({
          message: `${base.origin}: no token was available within ${times.headMs} ms (connectMs). Check the token function, or set a higher connectMs`,
          reason: "connect",
        }),
      ),
  });
  const nextCredentials = credentials.atOnce ? credentials.next : inTime(credentials.next);

  const refused = (
    request: { readonly method: string; readonly url: URL },
    response: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string },
  ): Effect.Effect<never, JobwireError> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const described = {
        label: labelOf(request),
        method: request.method,
        path: request.url.pathname.slice(base.prefix.length),
        status: response.status,
        headers: response.headers,
        text: redactor.text(response.text, wasCut(response.text) ? "end" : "none"),
        retryAfterMs: parseRetryAfter(response.headers["retry-after"], now),
      };
      // A proxy's response means the same for every kind of server behind it.
      return Effect.fail(describeProxy(described) ?? options.describe(described));
    });

  /** The part that arrives in time: the status alone already shows that the request failed. */
  const errorText = (response: OpenResponse, label: string, gzip: boolean): Effect.Effect<string> =>
    Effect.gen(function* () {
      const received = yield* readErrorBody(response, maxErrorBytes, times.headMs);
      const packed = gzip && isGzip(received);
      const bytes = packed
        ? yield* Effect.orElseSucceed(gunzip(received, label, maxErrorBytes), () => new Uint8Array())
        : received;
      return new TextDecoder().decode(bytes);
    });

  type Exchange = Omit<Outgoing, "headers"> & {
    readonly headers?: Readonly<Record<string, string>>;
    /** The caller unpacks the body. */
    readonly gzip?: boolean;
  };

  /**
   * One exchange within its total limit, with the body if it is read at once, otherwise up to the body: its reader sets the
   * pace.
   */
  const exchange = (
    request: Exchange,
    limits: StreamTimes,
    success: (status: number) => boolean,
  ): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
    Effect.gen(function* () {
      // A request that may wait longer for the head gets that much more time.
      // Who sets the limit means it; the default grows with what this request may take before its response begins.
      const isDefault = options.timeouts?.requestMs === undefined;
      const extraMs = isDefault ? Math.max(0, limits.headMs - times.headMs) : 0;
      const total = yield* startTotalLimit(labelOf(request), (yield* callTimeoutMs) ?? ownRequestMs, extraMs);
      return yield* Effect.timeoutOrElse(exchangeOnce(request, limits, success, total), {
        duration: total.leftMs(0),
        orElse: () => Effect.fail(total.timeout()),
      });
    }).pipe(Effect.mapError(explained));

  /** True after the first response from this origin. */
  let hasResponded = false;

  /** On the first contact, a lost connection may mean that the address is wrong. */
  const explained = (error: JobwireError): JobwireError => {
    if (error._tag !== "ConnectionFailed") return error;
    const advice =
      error.reason === "not-http"
        ? options.notHttp
        : error.reason === "reset" && !hasResponded
          ? base.secure
            ? "If the server demands a client certificate, pass one (tls.cert and tls.key, --client-cert and --client-key)"
            : "If the server speaks TLS, use https://"
          : undefined;
    if (advice === undefined) return error;
    return new ConnectionFailed({ message: `${error.message}. ${advice}`, reason: error.reason, cause: error.cause });
  };

  /** True when the server refused the credentials before it did anything, so that even a write may be sent again with others. */
  const refusesCredentials = (error: JobwireError): boolean =>
    (error._tag === "Unauthorized" && error.reason !== "client-certificate") ||
    (error._tag === "Forbidden" && options.isTokenRefusal?.(error.serverText ?? "") === true);

  /** Sends with the next credentials, and with others while the server refuses them and the client has more. */
  const renewing = <A, R>(
    sent: (by: RequestCredentials) => Effect.Effect<A, JobwireError, R>,
  ): Effect.Effect<A, JobwireError, R> => {
    const sentBy = (by: RequestCredentials): Effect.Effect<A, JobwireError, R> =>
      Effect.catchIf(sent(by), refusesCredentials, (error) =>
        Effect.flatMap(inTime(by.renewed), (other) => (other === undefined ? Effect.fail(error) : sentBy(other))),
      );
    return Effect.flatMap(nextCredentials, sentBy);
  };

  const undone = undoneEncodings(adapter.runtime.capabilities.forcedRequestHeaders);
  const exchangeOnce = (
    request: Exchange,
    limits: StreamTimes,
    success: (status: number) => boolean,
    total: TotalLimit,
  ): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
    Effect.gen(function* () {
      const { gzip = false, ...asked } = request;
      const encodings = gzip ? "gzip" : "identity";
      const ask = (by: RequestCredentials): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
        followRedirects(
          adapter,
          { ...asked, headers: { ...userAgent, ...request.headers, "accept-encoding": encodings, ...by.headers } },
          limits,
          scrub,
          base,
          limits.whole === true ? total : undefined,
        );
      const answered = (by: RequestCredentials): Effect.Effect<OpenResponse, JobwireError, Scope.Scope> =>
        Effect.gen(function* () {
          const response = yield* ask(by);
          hasResponded = true;
          if (success(response.status)) return response;
          const text = yield* errorText(response, labelOf(request), gzip);
          yield* response.discard;
          return yield* refused(request, { ...response, text });
        });
      const response = yield* renewing(answered);
      const encoding = response.headers["content-encoding"];
      const plain = encoding === undefined || encoding === "" || encoding === "identity";
      if (!plain && !undone.includes(encoding.toLowerCase()) && !(gzip && encoding === "gzip")) {
        yield* response.discard;
        return yield* Effect.fail(
          new BadResponse({
            message: `${labelOf(request)}: the response is compressed (${encoding}) although the client declined that. Configure the proxies in between to leave responses as they are`,
            reason: "encoding",
            statusCode: response.status,
          }),
        );
      }
      return response;
    });

  const ask = (request: PlainRequest, limits: StreamTimes = times): Effect.Effect<PlainResponse, JobwireError> =>
    Effect.gen(function* () {
      const url = new URL(request.url);
      if (url.origin !== base.origin) {
        return yield* Effect.fail(
          new InvalidRequest({
            message: `${url.origin} is not ${base.origin}, the only origin of this client. Use a client of that address`,
            reason: "local",
          }),
        );
      }
      const { method } = request;
      const label = labelOf({ method, url });
      const refusal = options.guard?.(label, method);
      if (refusal !== undefined) return yield* Effect.fail(refusal);
      const body = request.body === undefined || request.body.byteLength === 0 ? undefined : request.body;
      // The server responds after it received the whole body.
      const headMs = limits.headMs + transferMs(body === undefined ? 0 : body.byteLength);
      const response = yield* exchange(
        {
          method,
          url,
          body,
          headers: request.headers,
          gzip: options.gzip === true,
        },
        { headMs, idleMs: limits.idleMs, whole: true },
        (status) => status >= 200 && status <= 299,
      );
      const received = yield* readBody(response, label, maxBodyBytes);
      const packed = options.gzip === true && isGzip(received);
      const content = packed ? yield* gunzip(received, label, maxBodyBytes) : received;
      if (response.redirected === true) {
        const text = new TextDecoder().decode(content.subarray(0, maxErrorBytes));
        if (isPageText(text)) return yield* Effect.fail(signInPage(label, response.status, redactor.text(text, "end")));
      }
      const { status } = response;
      const isEmpty = status === 204 || status === 205;
      return { status, headers: readersHeaders(response.headers), body: isEmpty ? new Uint8Array(0) : content };
    }).pipe(Effect.scoped);

  const send = (request: Request, limits?: StreamTimes): Effect.Effect<Response, JobwireError> =>
    Effect.gen(function* () {
      const { method, url } = request;
      const bytes =
        method === "GET" || method === "HEAD"
          ? undefined
          : new Uint8Array(yield* Effect.promise(() => request.arrayBuffer()));
      const plain: PlainRequest = { method, url, headers: Object.fromEntries(request.headers), body: bytes };
      const { status, headers, body } = yield* ask(plain, limits);
      return new Response(status === 204 || status === 205 ? null : (body as Uint8Array<ArrayBuffer>), {
        status,
        headers,
      });
    });

  const stream = (path: string, limits: StreamTimes): Effect.Effect<HttpStream, JobwireError, Scope.Scope> =>
    Effect.map(
      Effect.andThen(
        buffers.join,
        exchange(
          { method: "GET", url: new URL(base.href + path), body: undefined },
          limits,
          (status) => status === 200,
        ),
      ),
      (response) => ({
        ...response,
        pull: turnsToRead.join().inTurn(response.pull, (piece) => piece?.byteLength ?? 0),
      }),
    );

  let triedTls = false;
  const pace = new RequestPace();
  const { paced } = pace;
  const turns = Semaphore.makeUnsafe(maxRequests);
  const http: Http = {
    adapter,
    baseUrl: base.href,
    base,
    times,
    credentials: credentials.any,
    redactor,
    buffers,
    limited: pace.reason,
    send: (request, limits) => Effect.mapError(turns.withPermits(1)(paced(send(request, limits))), redactor.error),
    ask: (request, limits) => Effect.mapError(turns.withPermits(1)(paced(ask(request, limits))), redactor.error),
    stream: (path, limits) => Effect.mapError(paced(stream(path, limits)), redactor.error),
    tlsInstead: Effect.suspend(() => {
      if (hasResponded || base.secure || triedTls) return Effect.undefined;
      triedTls = true;
      return Effect.map(speaksTls(adapter, base.origin, userAgent), (yes) =>
        yes
          ? new ConnectionFailed({
              message: `${base.origin}: the server speaks TLS at this address. Set the address to ${base.origin.replace(/^http/, "https")}`,
              reason: "tls",
            })
          : undefined,
      );
    }),
    socket: (path, limits) =>
      Effect.andThen(
        buffers.join,
        socketInTurn(turnsToRead, buffers, limits, (own) =>
          Effect.flatMap(loadedLiveCode, ({ openSocket }) => openSocket(socketContext, path, own)),
        ),
      ).pipe(paced, Effect.mapError(redactor.error)),
  };

  /** The target of a handshake's redirect; another origin gets none of the client's headers. */
  const withinOrigin = (
    url: URL,
    response: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  ): Effect.Effect<URL, JobwireError> => {
    const label = labelOf({ method: "GET", url });
    const target = redirectTarget(label, url, response, scrub);
    if (target instanceof BadResponse) return Effect.fail(target);
    if (target.origin === base.origin && !isSignInTarget(target, url)) return Effect.succeed(target);
    return Effect.fail(redirectRefused(label, response.status, { from: url, target, base }, "cross-origin"));
  };

  const socketRefused = (url: URL, response: HandshakeResponse): Effect.Effect<URL, JobwireError> =>
    isRedirect(response.status)
      ? withinOrigin(url, response)
      : refused({ method: "GET", url }, { ...response, text: response.body });

  /** Only a status about the request itself counts: a healthy Ray responds 500 to a plain GET of a socket's path. */
  const probe: SocketContext["probe"] = (url, headers) =>
    Effect.gen(function* () {
      const asked = { method: "GET", url, body: undefined, headers: { ...userAgent, ...headers } };
      const response = yield* openResponse(adapter, asked, times, scrub);
      if (isRedirect(response.status)) return yield* withinOrigin(url, response);
      if (response.status < 400 || response.status > 499) return undefined;
      return yield* refused(asked, { ...response, text: yield* errorText(response, labelOf(asked), false) });
    }).pipe(
      Effect.scoped,
      Effect.catch((error) => {
        const { statusCode } = error;
        const conclusive =
          error._tag === "RedirectRefused" ||
          error._tag === "Unauthorized" ||
          (statusCode !== undefined && statusCode >= 300 && statusCode < 500);
        return conclusive ? Effect.fail(error) : Effect.undefined;
      }),
    );

  const socketContext: SocketContext = {
    http,
    renewing: (opening) =>
      renewing(({ headers }) =>
        opening(adapter.runtime.capabilities.handshakeHeaders ? { ...userAgent, ...headers } : headers),
      ),
    requestMs: ownRequestMs,
    refused: socketRefused,
    probe,
  };

  return http;
};
