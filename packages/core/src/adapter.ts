/**
 * The boundary between Jobwire's core and a JavaScript runtime: the one file an adapter author must read.
 *
 * An adapter is a plain value. Core uses no global and never asks `typeof process`; it decides from
 * {@link RuntimeFacts.capabilities}. An adapter never follows redirects, never retries, never adds a
 * credential, and never decodes text: core does all of that, once.
 *
 * @module
 */

/** The abilities of a runtime. Core chooses transports by them and reports its choice. */
export interface Capabilities {
  /** The runtime can set request headers on a WebSocket handshake (never in a browser). */
  readonly handshakeHeaders: boolean;
  /** An open socket stops reading from the network while nothing pulls (back-pressure). */
  readonly socketPause: boolean;
  /**
   * One read of a connection brings at most about 64 KiB, as on Node. Then the readers of one client take turns, so that the first of
   * 500 tails ends hardly earlier than the last. Where a read brings more (512 KiB on Bun), what waits for its turn would need too much
   * memory. Default false.
   */
  readonly smallReads?: boolean;
  /** The runtime can open a socket without `permessage-deflate` (a Ray dashboard that negotiates it sends no frames). */
  readonly refuseCompression: boolean;
  /** Names, in lower case, of request headers that the runtime always adds, such as `sec-fetch-mode` in a browser. */
  readonly forcedRequestHeaders: ReadonlyArray<string>;
  /** The runtime can read local files. */
  readonly files: boolean;
  /** The runtime can read environment variables. */
  readonly environment: boolean;
}

/** Describes the adapter's runtime. */
export interface RuntimeFacts {
  /** `node`, `bun`, `deno`, `browser`, or a name of your choice. */
  readonly name: string;
  /** The runtime's version, such as `24.21.0`; empty when it has none. */
  readonly version: string;
  /** What the runtime can do. The core decides by these alone. */
  readonly capabilities: Capabilities;
}

/** One HTTP request. Header names are lower case; a name occurs once. */
export interface AdapterRequest {
  /** Absolute `http:` or `https:` URL without user information. */
  readonly url: string;
  /** The method in upper case. */
  readonly method: string;
  /** The headers to send, by lower-case name. Some hold secrets: keep them out of errors. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body, or absent. */
  readonly body?: Uint8Array;
  /**
   * After this many bytes of the response's body that the reader did not pull, the adapter reads no more from the network where the
   * runtime allows that. It changes while other readers come and go. Default 256 KiB.
   */
  readonly highWaterBytes?: () => number;
  /**
   * Ends the request at any moment, even while the reader reads the response's body: destroys the connection at once, rejects a
   * pending promise, leaves nothing behind.
   */
  readonly signal: AbortSignal;
}

/** An HTTP response, returned as soon as its head arrives. */
export interface AdapterResponse {
  /** The HTTP status, 200 to 599. */
  readonly status: number;
  /** Header values by lower-case name; `, ` joins repeated headers. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as it arrives, not decompressed beyond what the runtime forces. Reading has back-pressure: the adapter reads no
   * more from the network than the reader pulls (plus {@link AdapterRequest.highWaterBytes} where the runtime allows it). A body that
   * was cut (by a reset, or by the connection's end before the last chunk or before Content-Length) **rejects** with an {@link
   * AdapterFault}; it never ends as if it were whole. `return()` destroys the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A WebSocket to open. */
export interface SocketRequest {
  /** Absolute `ws:` or `wss:` URL. */
  readonly url: string;
  /** Handshake headers; core sends none to adapters without {@link Capabilities.handshakeHeaders}. */
  readonly headers: Readonly<Record<string, string>>;
  /** A message longer than this many bytes ends the socket with close code 1009. */
  readonly maxMessageBytes: number;
  /**
   * After this many bytes of unread messages the adapter stops reading (if the socket can pause) or closes the socket with
   * {@link SocketClosed.overflow}. It changes while other readers come and go, so ask for each message.
   */
  readonly highWaterBytes: () => number;
  /** Ends the handshake or the open socket at once (see {@link AdapterSocket.destroy}). */
  readonly signal: AbortSignal;
}

/** The messages since the last pull, in order, never empty. Text messages are strings, binary ones bytes. */
export interface SocketFrames {
  /** Marks messages as they are. */
  readonly type: "frames";
  /** The messages. */
  readonly frames: ReadonlyArray<string | Uint8Array>;
}

/**
 * The text messages since the last pull, in order, never empty, as the valid UTF-8 that arrived. For a runtime whose socket returns
 * bytes: core decodes many messages at once, which costs less than one string for each.
 */
export interface EncodedFrames {
  /** Marks text messages as bytes. */
  readonly type: "encoded";
  /** The messages, each as valid UTF-8. */
  readonly frames: ReadonlyArray<Uint8Array>;
}

/** The socket has ended, and every earlier frame has been pulled. The code proves nothing about the other side. */
export interface SocketClosed {
  /** Marks the end of the socket. */
  readonly type: "closed";
  /** As the runtime reports it: 1006 or 0 when the connection was lost. */
  readonly code: number;
  /** The reason of the close frame; empty without one. */
  readonly reason: string;
  /** True when the socket cannot pause and the adapter closed it because the reader was too slow. */
  readonly overflow?: boolean;
}

/** An open WebSocket, read by pulling. */
export interface AdapterSocket {
  /**
   * The next frames or the end. Waits without a limit (core owns every timeout). Called again after the end, it returns the end
   * again. One call at a time.
   */
  readonly pull: () => Promise<SocketFrames | EncodedFrames | SocketClosed>;
  /**
   * Destroys the connection at once without waiting for a close frame (a Ray dashboard never responds to one); safe to call twice.
   */
  readonly destroy: () => void;
}

/** The parts that a runtime must supply. */
export interface Adapter {
  /** The runtime's name, version and capabilities. */
  readonly runtime: RuntimeFacts;
  /** Sends one request and returns redirects as responses. Rejects with an {@link AdapterFault}. */
  readonly request: (request: AdapterRequest) => Promise<AdapterResponse>;
  /**
   * Opens a WebSocket, without compression if possible; rejects with an {@link AdapterFault}. Absent when the runtime has no
   * sockets.
   */
  readonly openSocket?: (request: SocketRequest) => Promise<AdapterSocket>;
  /**
   * The proxy that connections to an address use, without credentials; undefined for a direct connection. Absent when the adapter
   * uses no proxy. Throws `InvalidRequest` (reason `local`) when the setting cannot work; core asks before it sends anything.
   */
  readonly proxyFor?: (url: string) =>
    | {
        /** The proxy's address, with the credentials that it needs. */
        readonly url: URL;
        /** The proxy's address for messages, without credentials. */
        readonly label: string;
      }
    | undefined;
  /** Secrets of the adapter's own settings, such as a proxy's password or a private key. Core removes them from every text. */
  readonly secrets?: ReadonlyArray<string>;
}

/**
 * The reason why a connection failed, in the terms that all runtimes share.
 *
 * - `refused`: nothing listens at the address; nothing was sent.
 * - `unresolved`: the host name does not resolve; nothing was sent.
 * - `unreachable`: no route, or the connection attempt timed out; nothing was sent.
 * - `tls`: the certificate or handshake failed; nothing was sent.
 * - `reset`: an open connection was lost: the request may have arrived.
 * - `truncated`: the response's body ended before its own end mark.
 * - `not-http`: the response is not HTTP: another kind of server listens at the address.
 * - `handshake`: the server responded to a WebSocket upgrade with an HTTP response ({@link AdapterFault.response}) or nonsense.
 * - `redirected`: the server responded with a redirect that the runtime does not show (browsers do not).
 * - `blocked`: the runtime refused to send the request or to show the response (mixed content, cross-origin rules, forbidden
 *   header).
 * - `aborted`: the request's signal fired.
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

/** The HTTP response that refused a WebSocket upgrade, if the runtime shows it. */
export interface HandshakeResponse {
  /** The HTTP status, such as 401. */
  readonly status: number;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most the first 64 KiB of the body, as text. */
  readonly body: string;
}

/** The error that adapters reject with: a native failure in shared terms, with the original as `cause`. */
export class AdapterFault extends Error {
  /** The tag of all faults of adapters. */
  readonly _tag = "AdapterFault" as const;
  /** The failure in shared terms. */
  readonly reason: FaultReason;
  /** The response that refused a WebSocket upgrade, where the runtime shows it. */
  declare readonly response?: HandshakeResponse;
  /**
   * True for a `reset` of a kept-alive connection before any byte of the response: most likely the server had closed it as
   * idle, so the fault shows nothing about the server's health. The request may have arrived all the same.
   */
  declare readonly reusedConnection?: boolean;
  /** The address of the proxy, without credentials, when the connection failed at the proxy and nothing reached the server. */
  declare readonly proxy?: string;
  /** The status with which the proxy refused to connect to the server, if it responded. */
  declare readonly proxyStatus?: number;
  /** The message states what happened and to what, without secrets; core adds the advice. */
  constructor(
    reason: FaultReason,
    message: string,
    options: {
      /** The runtime's own error. */
      cause?: unknown;
      /** The response that refused a WebSocket upgrade, where the runtime shows it. */
      response?: HandshakeResponse;
      /** True for a `reset` of a kept-alive connection before any byte of the response. */
      reusedConnection?: boolean;
      /** The address of the proxy at which the connection failed, without credentials. */
      proxy?: string | undefined;
      /** The status with which that proxy refused to connect. */
      proxyStatus?: number | undefined;
    } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "AdapterFault";
    this.reason = reason;
    // A property without a value is absent, so that `inspect` prints only what is known.
    if (options.response !== undefined) this.response = options.response;
    if (options.reusedConnection !== undefined) this.reusedConnection = options.reusedConnection;
    if (options.proxy !== undefined) this.proxy = options.proxy;
    if (options.proxyStatus !== undefined) this.proxyStatus = options.proxyStatus;
  }
}

/** True for any adapter fault, even one from another copy of this package. */
export const isAdapterFault = (value: unknown): value is AdapterFault =>
  value instanceof Error && (value as { readonly _tag?: unknown })._tag === "AdapterFault";
