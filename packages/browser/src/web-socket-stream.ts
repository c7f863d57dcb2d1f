/** What opens a WebSocketStream, and how it ends. */
export interface WebSocketStreamLike {
  readonly opened: Promise<{ readonly readable: ReadableStream<string | ArrayBuffer> }>;
  readonly closed: Promise<{ readonly closeCode: number; readonly reason: string }>;
  readonly close: () => void;
}

/** Its constructor; the signal only counts until it is open. */
export type WebSocketStreamConstructor = new (
  url: string,
  options: { readonly signal: AbortSignal },
) => WebSocketStreamLike;

/** Chromium's WebSocketStream, where there is one; TypeScript's library does not know it yet. */
export const streamConstructor = (): WebSocketStreamConstructor | undefined =>
  (globalThis as { readonly WebSocketStream?: WebSocketStreamConstructor }).WebSocketStream;
