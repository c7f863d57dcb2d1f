/** Bytes of a script as JSON carries them: text is UTF-8, `hex` any bytes, `fill` that many bytes of a pattern of 16. */
export type WireBytes = string | { readonly hex: string } | { readonly fill: number };

/** How a connection ends early; see the fault server. */
export type WireEnding = "reset" | "fin" | "stall";

/** One answer as plain data, so that a page can script a server that runs elsewhere; the words are the fault server's. */
export type WireAnswer =
  | {
      readonly kind: "http";
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string | ReadonlyArray<string>>>;
      /** Several pieces are chunks, unless `framing` says otherwise. */
      readonly body?: WireBytes | ReadonlyArray<WireBytes>;
      readonly framing?: "length" | "chunked" | "close";
      readonly contentLength?: number;
      readonly cut?: { readonly afterBytes: number; readonly how: WireEnding };
      /** Each piece waits for {@link Served.pass}. */
      readonly gated?: boolean;
      /** The pieces are repeated this often; what the client does not read is not made. */
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
      /** False: answers no ping and no close frame, as Ray. */
      readonly polite?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "none"; readonly how: WireEnding }
  | { readonly kind: "raw"; readonly hex: string; readonly how: WireEnding };

/** Answers by path; the last one of a list answers all further requests. */
export type WireScript = Readonly<Record<string, WireAnswer | ReadonlyArray<WireAnswer>>>;

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes in hexadecimal. */
  readonly body: string;
  /** Which of the connections carried it, in the order in which they were made. */
  readonly connection: number;
  readonly outcome: "open" | "sent" | "cut" | "left";
}

/** What a server has seen so far. Preflights of pages are answered and not shown. */
export interface Seen {
  readonly requests: ReadonlyArray<SeenRequest>;
  readonly accepted: number;
  readonly open: number;
  /** Pieces and frames that went out to the network, and their bytes. */
  readonly pieces: number;
  readonly bytes: number;
  readonly problems: ReadonlyArray<string>;
}
