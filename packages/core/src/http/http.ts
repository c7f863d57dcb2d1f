import type { Effect, Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { BaseUrl } from "./base-url.ts";

/** Time limits of one streamed answer, in milliseconds. */
export interface StreamTimes {
  /** To the answer's head. */
  readonly headMs: number;
  /** Between two pieces of the body, and to the first. */
  readonly idleMs: number;
  /** The body of a stream falls under the total limit, too: for one that is read as fast as it comes. Default false. */
  readonly whole?: boolean;
}

/** An answer whose body is pulled piece by piece; closing its scope destroys the connection. */
export interface HttpStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The next piece, or undefined at the proper end of the body. A cut fails with `ConnectionFailed`, silence with `Timeout`
   * (reason `idle`). A pull that was interrupted loses nothing: the next one goes on where it was.
   */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** What came by a socket: messages in order, or its close. */
export type SocketPull<Frame> = Effect.Effect<
  | { readonly frames: ReadonlyArray<Frame> }
  | { readonly closed: { readonly code: number; readonly reason: string; readonly overflow: boolean } },
  JobwireError
>;

/** An open socket; closing its scope destroys it at once. */
export interface OpenSocket {
  /** Begins messages: what was opened where. */
  readonly label: string;
  /**
   * The next messages, text ones as strings and binary ones as bytes, or the close. Waits without limit. A pull that was
   * interrupted (by a timer of the reader, say) loses nothing: the next one goes on where it was.
   */
  readonly pull: SocketPull<string | Uint8Array>;
}

/** An answer that is not a success, as far as it was read: what a backend makes its errors from. */
export interface RefusedAnswer {
  /** What was asked of whom, without query: `GET http://127.0.0.1:8265/api/version`. Begins messages. */
  readonly label: string;
  readonly method: string;
  /** Path below the base URL, without query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most 64 KiB, as UTF-8, without any credential that was sent. */
  readonly text: string;
  /** What the answer's Retry-After asks for, bounded to an hour. */
  readonly retryAfterMs: number | undefined;
}

/**
 * All traffic to one origin: the adapter wrapped once. Credentials are added here and only for this origin, redirects are
 * followed for GET on the same origin only (five at most) and refused otherwise, bodies are bounded, native failures become
 * Jobwire errors.
 */
export interface Http {
  readonly adapter: Adapter;
  /** Origin and path prefix, without a trailing slash. */
  readonly baseUrl: string;
  readonly base: BaseUrl;
  /** Milliseconds to a response's head, and between its pieces; the client's own, with defaults. */
  readonly times: StreamTimes;
  /** There are credentials to send: a socket needs handshake headers. */
  readonly credentials: boolean;
  /** Takes the client's secrets out of whatever a server wrote. */
  readonly redactor: Redactor;
  /** A whole answer, within the client's times or others: 64 MiB at most of a success; any other status fails with the error that the backend makes of it. */
  readonly send: (request: Request, times?: StreamTimes) => Effect.Effect<Response, JobwireError>;
  /**
   * Where plain http has had no response yet: the error that says that the server speaks TLS, if it does. Asked once, without any
   * credential.
   */
  readonly tlsInstead: Effect.Effect<JobwireError | undefined>;
  /** A GET whose 200 body is pulled; any other status fails with the error that `describe` (per backend) makes of it. */
  readonly stream: (path: string, times: StreamTimes) => Effect.Effect<HttpStream, JobwireError, Scope.Scope>;
  /** A WebSocket; fails with `NotReady` (reason `no-socket`) on a runtime without one. */
  readonly socket: (
    path: string,
    limits: { readonly maxMessageBytes: number; readonly highWaterBytes: number },
  ) => Effect.Effect<OpenSocket, JobwireError, Scope.Scope>;
}
