import type { Effect, Scope } from "effect";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";

/** Time limits of one streamed answer, in milliseconds. */
export interface StreamTimes {
  /** To the answer's head. */
  readonly headMs: number;
  /** Between two pieces of the body, and to the first. */
  readonly idleMs: number;
}

/** An answer whose body is pulled piece by piece; closing its scope destroys the connection. */
export interface HttpStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The next piece, or undefined at the proper end of the body. A cut fails with `ConnectionFailed`, silence with `Timeout` (reason `idle`). */
  readonly pull: Effect.Effect<Uint8Array | undefined, JobwireError>;
}

/** An open socket; closing its scope destroys it at once. */
export interface TextSocket {
  /** The next text frames, in order, or the close. Binary frames fail with `BadResponse`. Waits without limit. */
  readonly pull: Effect.Effect<
    | { readonly frames: ReadonlyArray<string> }
    | { readonly closed: { readonly code: number; readonly reason: string; readonly overflow: boolean } },
    JobwireError
  >;
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
  /** For openapi-fetch: the whole answer is read (64 MiB at most) before the promise resolves. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** A GET whose 200 body is pulled; any other status fails with the error that `describe` (per backend) makes of it. */
  readonly stream: (path: string, times: StreamTimes) => Effect.Effect<HttpStream, JobwireError, Scope.Scope>;
  /** A WebSocket; fails with `NotReady` (reason `no-socket`) on a runtime without one. */
  readonly socket: (
    path: string,
    limits: { readonly maxMessageBytes: number; readonly highWaterBytes: number },
  ) => Effect.Effect<TextSocket, JobwireError, Scope.Scope>;
}
