/** Bytes of a script as JSON: text is UTF-8, `hex` any bytes, `fill` that many bytes of a pattern of 16. */
export type WireBytes = string | { readonly hex: string } | { readonly fill: number };

/** How a connection ends early; see the fault server. */
export type WireEnding = "reset" | "fin" | "stall";

/** One response as plain data, so that a page can script a server that runs elsewhere; the terms are the fault server's. */
export type WireResponse =
  | {
      readonly kind: "http";
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>;
      /** Several pieces are chunks, unless `framing` names another form. */
      readonly body?: WireBytes | ReadonlyArray<WireBytes>;
      readonly framing?: "length" | "chunked" | "close";
      readonly contentLength?: number;
      readonly cut?: { readonly afterBytes: number; readonly how: WireEnding };
      /** Each piece waits for {@link Served.pass}. */
      readonly gated?: boolean;
      /** Repeats the pieces this often; pieces that the client does not read are never made. */
      readonly times?: number;
    }
  | {
      readonly kind: "socket";
      readonly frames?: ReadonlyArray<
        string | { readonly hex: string } | { readonly raw: string } | { readonly ping: string }
      >;
      readonly end?: WireEnding | { readonly close: number; readonly reason?: string };
      readonly gated?: boolean;
      readonly times?: number;
      /** False: responds to neither ping nor close frames, as Ray. */
      readonly answersControlFrames?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "none"; readonly how: WireEnding }
  | { readonly kind: "raw"; readonly hex: string; readonly how: WireEnding };

/** Responses by path; the last one of a list serves all further requests. */
export type WireScript = Readonly<Record<string, WireResponse | ReadonlyArray<WireResponse>>>;

/** A request as the server received it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes in hexadecimal. */
  readonly body: string;
  /** Number of its connection, in the order in which they were made. */
  readonly connection: number;
  readonly outcome: "open" | "sent" | "cut" | "left";
}

/** What a server has received so far. It responds to preflights of pages without recording them. */
export interface Seen {
  readonly requests: ReadonlyArray<SeenRequest>;
  readonly accepted: number;
  readonly open: number;
  /** Pieces and frames that were sent to the network, and their bytes. */
  readonly pieces: number;
  readonly bytes: number;
  readonly problems: ReadonlyArray<string>;
  /** The requests that the proxy got: `CONNECT host:port` or `METHOD URL`, then the user name if there is one. */
  readonly proxied: ReadonlyArray<string>;
  /** Connections to the proxy that are open now. */
  readonly proxyOpen: number;
}
