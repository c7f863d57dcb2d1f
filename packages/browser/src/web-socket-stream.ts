/** The state of an open or closed WebSocketStream. */
export interface WebSocketStreamLike {
  readonly opened: Promise<{ readonly readable: ReadableStream<string | ArrayBuffer> }>;
  readonly closed: Promise<{ readonly closeCode: number; readonly reason: string }>;
  readonly close: () => void;
}

/** Its constructor; the signal has an effect only until it is open. */
export type WebSocketStreamConstructor = new (
  url: string,
  options: { readonly signal: AbortSignal },
) => WebSocketStreamLike;

/** Chromium's WebSocketStream, where it exists; TypeScript's library does not have it yet. */
export const streamConstructor = (): WebSocketStreamConstructor | undefined =>
  (globalThis as { readonly WebSocketStream?: WebSocketStreamConstructor }).WebSocketStream;
