/** The outcome of a response: `sent` to its end, `cut` as scripted, or the client `left` before that. */
export type Outcome = "open" | "sent" | "cut" | "left";

/** A request as the server received it. */
export interface RecordedRequest {
  /** How many requests came before it, on all connections. */
  readonly index: number;
  /** Number of the connection it came on, from 0. */
  readonly connection: number;
  /** The method in upper case, as sent. */
  readonly method: string;
  /** The request target as sent: path and query. */
  readonly url: string;
  /** The path, not decoded. */
  readonly path: string;
  /** The decoded query; empty when the URL has none. */
  readonly query: URLSearchParams;
  /** Names in lower case; values of a repeated name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when the route responds `beforeBody`. */
  readonly body: Uint8Array;
  /** Whether the request asks for a WebSocket upgrade. */
  readonly upgrade: boolean;
  /** Messages the client sent over the WebSocket; the first 10,000. */
  readonly messages: (string | Uint8Array)[];
  /** The client's close frame, once it arrived; code 1005 if it had none. */
  clientClose:
    | {
        /** The close code; 1005 if the frame had none. */
        readonly code: number;
        /** The reason in the frame; empty if it had none. */
        readonly reason: string;
      }
    | undefined;
  /** `open` until the server has finished with it. */
  outcome: Outcome;
  /** Aborted when the connection is closed. */
  readonly signal: AbortSignal;
}
