import type { Gate } from "./gate.ts";

/**
 * How a connection ends early: `reset` sends a TCP reset, `fin` a TCP FIN with nothing after it, `stall` sends nothing more
 * and leaves the socket open until the client goes (half-open).
 */
export type Ending = "reset" | "fin" | "stall";

/** A WebSocket close frame, after which the server sends FIN. */
export interface SocketClose {
  /** Close code as sent on the wire; 0 to 65535, so also the ones RFC 6455 forbids to send. 1005 sends a frame without a code. */
  readonly close: number;
  /** At most 123 bytes of UTF-8. */
  readonly reason?: string;
}

/** Where an answer breaks off: after so many bytes, or after so many pieces, whichever comes first. */
export interface Cut {
  /**
   * The cut comes as soon as this many bytes were sent; 0 = right after the response head. No cut when the answer is shorter.
   * By `reset` a client that has not read them yet may miss some when there are more than its kernel buffers (some 100 KB).
   */
  readonly afterBytes?: number;
  /** The same, counted in whole WebSocket messages or pieces of a body. Control frames count, too. */
  readonly afterPieces?: number;
  /** `SocketClose` only for WebSocket answers. */
  readonly how: Ending | SocketClose;
  /**
   * What is counted: `payload` (default) the body or the messages without their framing; `wire` also chunk headers and
   * WebSocket frame headers.
   */
  readonly unit?: "payload" | "wire";
  /**
   * WebSocket only. `torn` (default): the frame that holds the byte stays unfinished, so the client gets frames up to the
   * last border. `frame`: what is left of the frame before the byte goes out as a whole, shorter frame, cut at a character
   * border. Ray does that with a partial line at the end of a file. A {@link SocketClose} always does it.
   */
  readonly prefix?: "torn" | "frame";
}

/** Text is sent as UTF-8. */
export type Bytes = string | Uint8Array;

/** One piece, or several; with chunked framing each piece is one HTTP chunk. */
export type Body = Bytes | Iterable<Bytes> | AsyncIterable<Bytes>;

/** An HTTP answer. */
export interface HttpAnswer {
  readonly kind: "http";
  /** Default 200. */
  readonly status?: number;
  /** Reason phrase; default empty. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Body;
  /** `length` (default for a single piece), `chunked` (default for several), or `close`: the end of the connection is the end of the body. */
  readonly framing?: "length" | "chunked" | "close";
  /** With `length`: the Content-Length to claim, true or not. A claim above the body's length ends with FIN: a short body. */
  readonly contentLength?: number;
  /** Each piece of the body waits here first. */
  readonly gate?: Gate;
  readonly cut?: Cut;
}

/** What a WebSocket answer sends: text, a binary message, a control frame, or any bytes as they are. */
export type SocketFrame = string | Uint8Array | { readonly ping: Bytes } | { readonly raw: Uint8Array };

/** A WebSocket: the upgrade is accepted, the frames sent, then the end. */
export interface SocketAnswer {
  readonly kind: "socket";
  readonly frames?: Iterable<SocketFrame> | AsyncIterable<SocketFrame>;
  /** After the last frame; default close 1000. `stall`: an open, silent socket. */
  readonly end?: Ending | SocketClose;
  /** Extra headers of the 101 answer, such as `sec-websocket-extensions`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each frame waits here first. */
  readonly gate?: Gate;
  readonly cut?: Cut;
  /** Whether a client's ping and close frames are answered (default true). Ray answers neither. */
  readonly polite?: boolean;
  /** True: after the upgrade the server reads nothing more, so the client's writes back up. See {@link FaultServer.resumeReading}. */
  readonly stopReading?: boolean;
}

/** No HTTP answer: ends the connection before the response head. `stall` never answers. */
export interface NoAnswer {
  readonly kind: "none";
  readonly how: Ending;
  /** True: from the head of the request on, the server reads nothing more. Wants a route with `beforeBody`. */
  readonly stopReading?: boolean;
}

/** Bytes as they are in place of an HTTP answer, for heads that are no HTTP or end halfway. */
export interface RawAnswer {
  readonly kind: "raw";
  readonly bytes: Bytes;
  readonly how: Ending;
}

/** One scripted answer. */
export type Answer = HttpAnswer | SocketAnswer | NoAnswer | RawAnswer;
