/**
 * The boundary between Jobwire's core and a JavaScript runtime: the one file an adapter author must read.
 *
 * An adapter is a plain value. Core holds no global and asks no `typeof process`; it decides from
 * {@link RuntimeFacts.capabilities}. An adapter never follows redirects, never retries, never adds a
 * credential, and never decodes text: all of that is core's, once.
 *
 * @module
 */

/** What a runtime can and cannot do. Core chooses transports from these, and says what it chose. */
export interface Capabilities {
  /** Request headers may be set on a WebSocket handshake (never in a browser). */
  readonly handshakeHeaders: boolean;
  /** An open socket stops reading from the network while nothing pulls (back-pressure). */
  readonly socketPause: boolean;
  /** The handshake can be made without `permessage-deflate` (a Ray dashboard that negotiates it sends no frames). */
  readonly refuseCompression: boolean;
  /** Names, in lower case, of request headers the runtime adds by force, such as `sec-fetch-mode` in a browser. */
  readonly forcedRequestHeaders: ReadonlyArray<string>;
  /** Local files can be read. */
  readonly files: boolean;
  /** Environment variables can be read. */
  readonly environment: boolean;
}

/** The runtime an adapter stands for. */
export interface RuntimeFacts {
  /** `node`, `bun`, `deno`, `browser`, or a name of the author's choice. */
  readonly name: string;
  readonly version: string;
  readonly capabilities: Capabilities;
}

/** One HTTP request. Header names are lower case; a name occurs once. */
export interface AdapterRequest {
  /** Absolute `http:` or `https:` URL without user information. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent, or the whole body. */
  readonly body?: Uint8Array;
  /**
   * Ends the request at any moment, also while the answer's body is being read: the connection is destroyed at once,
   * a pending promise rejects, nothing is left behind.
   */
  readonly signal: AbortSignal;
}

/** An HTTP answer, given as soon as its head arrived. */
export interface AdapterResponse {
  readonly status: number;
  /** Header values by lower-case name; repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as it arrives, not decompressed beyond what the runtime forces. It is read with back-pressure: what is not
   * pulled is not read from the network (up to one high-water mark of 256 KiB where the runtime allows). A body that was cut
   * (reset, end of the connection before the last chunk or before Content-Length) **rejects** with an
   * {@link AdapterFault}; it never ends as if it were whole. `return()` destroys the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A WebSocket to open. */
export interface SocketRequest {
  /** Absolute `ws:` or `wss:` URL. */
  readonly url: string;
  /** Handshake headers; ignored by adapters without {@link Capabilities.handshakeHeaders}, which core respects. */
  readonly headers: Readonly<Record<string, string>>;
  /** A message longer than this many bytes ends the socket with close code 1009. */
  readonly maxMessageBytes: number;
  /** Bytes of unread messages after which reading stops (where the socket can pause) or the socket is closed with {@link SocketClosed.overflow}. */
  readonly highWaterBytes: number;
  /** Ends the handshake or the open socket at once (see {@link AdapterSocket.destroy}). */
  readonly signal: AbortSignal;
}

/** Messages that arrived since the last pull, in order, never empty. Text messages are strings, binary ones bytes. */
export interface SocketFrames {
  readonly type: "frames";
  readonly frames: ReadonlyArray<string | Uint8Array>;
}

/** The socket has ended; every frame that arrived before was pulled. The code proves nothing about the other side. */
export interface SocketClosed {
  readonly type: "closed";
  /** As the runtime says: 1006 or 0 when the connection was lost. */
  readonly code: number;
  readonly reason: string;
  /** True when the socket cannot pause and the adapter closed it because the reader was too slow. */
  readonly overflow?: boolean;
}

/** An open WebSocket, read by pulling. */
export interface AdapterSocket {
  /**
   * The next frames or the end. Waits without limit (core owns every timeout). Called again after the end, it gives the
   * end again. One call at a time.
   */
  readonly pull: () => Promise<SocketFrames | SocketClosed>;
  /** Destroys the connection at once, waits for no close frame (a Ray dashboard never answers one); may be called twice. */
  readonly destroy: () => void;
}

/** What a runtime must supply. */
export interface Adapter {
  readonly runtime: RuntimeFacts;
  /** Sends one request; redirects are answers, not followed. Rejects with an {@link AdapterFault}. */
  readonly request: (request: AdapterRequest) => Promise<AdapterResponse>;
  /** Opens a WebSocket, offering no compression where it can; rejects with an {@link AdapterFault}. Absent where there are no sockets. */
  readonly openSocket?: (request: SocketRequest) => Promise<AdapterSocket>;
}

/**
 * Why a connection failed, in the words all runtimes share.
 *
 * - `refused`: nothing listens there; nothing was sent.
 * - `unresolved`: the host name has no address; nothing was sent.
 * - `unreachable`: no route, or the connection attempt timed out; nothing was sent.
 * - `tls`: the certificate or handshake failed; nothing was sent.
 * - `reset`: the connection was lost after it stood: the request may have arrived.
 * - `truncated`: the answer's body ended before its own end mark.
 * - `not-http`: what came is no HTTP: another kind of server listens there.
 * - `handshake`: the server answered a WebSocket upgrade with an HTTP answer ({@link AdapterFault.answer}) or nonsense.
 * - `redirected`: the server answered with a redirect that the runtime does not show (browsers do not).
 * - `blocked`: the runtime refused to send or to show it (mixed content, cross-origin rules, forbidden header).
 * - `aborted`: the request's signal.
 * - `unknown`: none of these; see `cause`.
 */
export type FaultReason =
  | "refused"
  | "unresolved"
  | "unreachable"
  | "tls"
  | "reset"
  | "truncated"
  | "not-http"
  | "handshake"
  | "redirected"
  | "blocked"
  | "aborted"
  | "unknown";

/** The HTTP answer that refused a WebSocket upgrade, where the runtime shows it. */
export interface HandshakeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most the first 64 KiB of the body, as text. */
  readonly body: string;
}

/** What adapters reject with: a native failure in shared words, the original kept as `cause`. */
export class AdapterFault extends Error {
  readonly _tag = "AdapterFault" as const;
  readonly reason: FaultReason;
  readonly answer?: HandshakeAnswer;
  /**
   * True on a `reset` of a kept-alive connection before any byte of the answer: most likely the server had closed it as
   * idle, so the fault says nothing about the server's health. The request may have arrived all the same.
   */
  readonly reusedConnection?: boolean;
  /** The address of the proxy, without credentials, when it is the proxy that was refused, unresolved or unreachable. */
  readonly proxy?: string;
  constructor(
    reason: FaultReason,
    message: string,
    options: { cause?: unknown; answer?: HandshakeAnswer; reusedConnection?: boolean; proxy?: string | undefined } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "AdapterFault";
    this.reason = reason;
    if (options.answer !== undefined) this.answer = options.answer;
    if (options.reusedConnection !== undefined) this.reusedConnection = options.reusedConnection;
    if (options.proxy !== undefined) this.proxy = options.proxy;
  }
}

/** True for any fault of an adapter, also one made by another copy of this package. */
export const isAdapterFault = (value: unknown): value is AdapterFault =>
  value instanceof Error && (value as { readonly _tag?: unknown })._tag === "AdapterFault";
