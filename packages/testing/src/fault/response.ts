import type { Gate } from "./gate.ts";

/**
 * How a connection ends early: `reset` sends a TCP reset, `fin` sends a TCP FIN and nothing after it, and `stall` sends nothing
 * more and leaves the socket open until the client closes it (half-open).
 */
export type Ending = "reset" | "fin" | "stall";

/** A WebSocket close frame, after which the server sends FIN. */
export interface SocketClose {
  /** Close code as sent on the wire, 0 to 65535, including the codes that RFC 6455 forbids. 1005 sends a frame without a code. */
  readonly close: number;
  /** At most 123 bytes of UTF-8. */
  readonly reason?: string;
}

/** Where a response breaks off: after this many bytes or this many pieces, whichever comes first. */
export interface Cut {
  /**
   * Cuts as soon as this many bytes were sent; 0 cuts right after the response head. A shorter response is not cut. After a
   * `reset`, a client that has not read the last bytes yet may lose some if they exceed its kernel buffers (about 100 KB).
   */
  readonly afterBytes?: number;
  /** The same limit, counted in whole WebSocket messages or pieces of a body. Control frames count as well. */
  readonly afterPieces?: number;
  /** `SocketClose` is for WebSocket responses only. */
  readonly how: Ending | SocketClose;
  /**
   * The unit of the limit: `payload` (default) counts the body or the messages without their framing; `wire` also counts chunk
   * headers and WebSocket frame headers.
   */
  readonly unit?: "payload" | "wire";
  /**
   * WebSocket only. With `torn` (default) the frame that holds the byte stays unfinished, so the client gets the frames before it.
   * With `frame` the part of the frame before the byte is sent as a whole, shorter frame, cut at a character boundary. Ray sends
   * such frames for a partial line at the end of a file. A {@link SocketClose} always uses `frame`.
   */
  readonly prefix?: "torn" | "frame";
}

/** Text is sent as UTF-8. */
export type Bytes = string | Uint8Array;

/** One piece or several. With chunked framing each piece is one HTTP chunk. */
export type Body = Bytes | Iterable<Bytes> | AsyncIterable<Bytes>;

/** A scripted HTTP response. */
export interface HttpResponse {
  /** Marks an HTTP response. */
  readonly kind: "http";
  /** Default 200. */
  readonly status?: number;
  /** Reason phrase; default empty. */
  readonly reason?: string;
  /** The header lines; a list sends one line for each value. Default: only those that the framing needs. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** The body, whole or in pieces. Default: empty. */
  readonly body?: Body;
  /** `length` (default for a single piece), `chunked` (default for several), or `close`: the body ends when the connection closes. */
  readonly framing?: "length" | "chunked" | "close";
  /** With `length`: the Content-Length header to send, true or not. A value above the body's length ends with FIN: a short body. */
  readonly contentLength?: number;
  /** Each piece of the body waits at this gate first. */
  readonly gate?: Gate;
  /** Ends the connection inside the body. Default: the response ends as usual. */
  readonly cut?: Cut;
}

/** One thing a scripted WebSocket sends: text, a binary message, a control frame, or raw bytes. */
export type SocketFrame =
  | string
  | Uint8Array
  | {
      /** Sends a ping with this payload, at most 125 bytes. */
      readonly ping: Bytes;
    }
  | {
      /** Sends these bytes as they are, such as a frame of your own making. */
      readonly raw: Uint8Array;
    };

/** A scripted WebSocket: accepts the upgrade, sends the frames, then ends. */
export interface SocketResponse {
  /** Marks a socket. */
  readonly kind: "socket";
  /** The frames in their order. Default: none. */
  readonly frames?: Iterable<SocketFrame> | AsyncIterable<SocketFrame>;
  /** How it ends after the last frame; default close 1000. `stall` leaves an open, silent socket. */
  readonly end?: Ending | SocketClose;
  /** Extra headers of the 101 response, such as `sec-websocket-extensions`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each frame waits at this gate first. */
  readonly gate?: Gate;
  /** Ends the connection at a byte or a frame. Default: none. */
  readonly cut?: Cut;
  /** Whether the server responds to a client's ping and close frames (default true). Ray responds to neither. */
  readonly answersControlFrames?: boolean;
  /** True: the server reads nothing after the upgrade, so the client's writes back up. See {@link FaultServer.resumeReading}. */
  readonly stopReading?: boolean;
}

/** No HTTP response: the connection ends before the response head. `stall` never responds. */
export interface NoResponse {
  /** Marks no response. */
  readonly kind: "none";
  /** How the connection ends. */
  readonly how: Ending;
  /** True: the server reads nothing after the request head. Needs a route with `beforeBody`. */
  readonly stopReading?: boolean;
}

/** Raw bytes in place of an HTTP response, for a head that is not HTTP or that ends halfway. */
export interface RawResponse {
  /** Marks raw bytes. */
  readonly kind: "raw";
  /** The bytes to send, such as half a response head. */
  readonly bytes: Bytes;
  /** How the connection ends after the bytes. */
  readonly how: Ending;
}

/** One scripted response. */
export type ScriptedResponse = HttpResponse | SocketResponse | NoResponse | RawResponse;
