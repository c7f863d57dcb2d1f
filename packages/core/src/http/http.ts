import type { BufferBudget } from "./buffer-budget.ts";
import type * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { BaseUrl } from "./base-url.ts";

/** Limits of one streamed response, in milliseconds. */
export interface StreamTimes {
  /** Until the response's head arrives. */
  readonly headMs: number;
  /** Without a byte of the body. */
  readonly idleMs: number;
  /** Applies the total limit to the body as well, for a reader that never pauses. Default false. */
  readonly whole?: boolean;
}

/** A response whose body the reader pulls piece by piece; closing its scope destroys the connection. */
export interface HttpStream {
  /** The HTTP status; always a success. */
  readonly status: number;
  /** True when it came from another path, to which the server redirected. */
  readonly redirected?: boolean;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The next piece, or undefined at the proper end of the body. Fails with `ConnectionFailed` when the body is cut, and with
   * `Timeout` (reason `idle`) after silence. An interrupted pull loses nothing: the next one continues at the same byte.
   */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** A socket's next messages in order, or its close. `encoded`: text messages as valid UTF-8. */
export type SocketMessages<Frame> =
  | {
      /** The next messages, in order. */
      readonly frames: ReadonlyArray<Frame>;
    }
  | {
      /** The next text messages, in order, each as valid UTF-8. */
      readonly encoded: ReadonlyArray<Uint8Array>;
    }
  | {
      /** The end of the socket, after every message. */
      readonly closed: {
        /** As the runtime reports it: 1006 or 0 when the connection was lost. */
        readonly code: number;
        /** The reason of the close frame; empty without one. */
        readonly reason: string;
        /** True when the adapter closed the socket because the reader was too slow. */
        readonly overflow: boolean;
      };
    };

/** An open socket; closing its scope destroys it at once. */
export interface OpenSocket {
  /** Begins messages: names the socket and its address. */
  readonly label: string;
  /**
   * The next messages, text as strings or as UTF-8 and binary as bytes, or the close. Waits without a limit. An interrupted pull (by the
   * reader's timer, for example) loses nothing: the next one continues at the same message.
   */
  readonly pull: Effect.Effect<SocketMessages<string | Uint8Array>, JobwireError>;
  /** The same; undefined when nothing arrives within this many milliseconds. */
  readonly pullWithin: (waitMs: number) => Effect.Effect<SocketMessages<string | Uint8Array> | undefined, JobwireError>;
}

/** A response that is not a success, as far as the client read it; a backend makes its error from it. */
export interface RefusedResponse {
  /** The request without its query, such as `GET http://127.0.0.1:8265/api/version`. Begins messages. */
  readonly label: string;
  /** The method of the request. */
  readonly method: string;
  /** Path below the base URL, without query. */
  readonly path: string;
  /** The HTTP status of the response. */
  readonly status: number;
  /** Header values by lower-case name. Treat them as a server's text: they may hold anything. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB, decoded as UTF-8, with the client's credentials removed. */
  readonly text: string;
  /** The wait that the Retry-After header asks for, at most an hour. */
  readonly retryAfterMs: number | undefined;
}

/** A request without the classes of `fetch`. The names of headers are in lower case. */
export interface PlainRequest {
  /** The method in upper case. */
  readonly method: string;
  /** The absolute URL, within the client's origin. */
  readonly url: string;
  /** Header values by lower-case name, without the client's credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body; undefined for none. */
  readonly body: Uint8Array | undefined;
}

/** A whole successful response without the classes of `fetch`, with the headers that a reader needs. */
export interface PlainResponse {
  /** The HTTP status; always a success. */
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body, at most 64 MiB. */
  readonly body: Uint8Array;
}

/**
 * All traffic to one origin: the adapter, wrapped once. It adds credentials for this origin only, follows redirects of a GET
 * within the origin (at most five) and refuses all others, bounds bodies, and turns the runtime's failures into Jobwire errors.
 */
export interface Http {
  /** The adapter of the runtime. */
  readonly adapter: Adapter;
  /** Origin and path prefix, without a trailing slash. */
  readonly baseUrl: string;
  /** The parts of the base URL. */
  readonly base: BaseUrl;
  /** The client's own limits, with defaults, in milliseconds. */
  readonly times: StreamTimes;
  /** True when there are credentials to send, so that a socket needs handshake headers. */
  readonly credentials: boolean;
  /** Why requests wait for their turn: the server limits their rate. Undefined while they do not. */
  readonly limited: () => string | undefined;
  /** Removes the client's secrets from any text of a server. */
  readonly redactor: Redactor;
  /** The bytes that the client's sockets and streamed responses may hold. */
  readonly buffers: BufferBudget;
  /**
   * Reads a whole response, within the client's limits or other ones: at most 64 MiB of a success. Any other status fails with
   * the error that the backend makes for it.
   */
  readonly send: (request: Request, times?: StreamTimes) => Effect.Effect<Response, JobwireError>;
  /** As {@link send}. Node loads its own `fetch` only when a program uses the classes of it. */
  readonly ask: (request: PlainRequest, times?: StreamTimes) => Effect.Effect<PlainResponse, JobwireError>;
  /**
   * Before the first response over plain http: the error that reports that the server speaks TLS, if it does. Asks once, without
   * credentials.
   */
  readonly tlsInstead: Effect.Effect<JobwireError | undefined>;
  /** A GET whose 200 body the reader pulls; any other status fails with the backend's error for it (`describe`). */
  readonly stream: (path: string, times: StreamTimes) => Effect.Effect<HttpStream, JobwireError, Scope.Scope>;
  /** A WebSocket; fails with `NotReady` (reason `no-socket`) on a runtime without one. */
  readonly socket: (
    path: string,
    limits: {
      /** A longer message ends the socket. */
      readonly maxMessageBytes: number;
      /** With this many bytes unread, the adapter reads no more from the network. */
      readonly highWaterBytes: () => number;
    },
  ) => Effect.Effect<OpenSocket, JobwireError, Scope.Scope>;
}
