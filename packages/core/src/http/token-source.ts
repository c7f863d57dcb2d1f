import type { Secret } from "./secret-text.ts";

/** What a token function can know about the request that needs the token. */
export interface TokenRequest {
  /** The token that the server has just refused, so that another one is needed; undefined before the first send of a request. */
  readonly refused: string | undefined;
  /** Aborts when nothing waits for the token any longer. */
  readonly signal: AbortSignal;
}

/**
 * Returns the token of one request. The client asks it before each request, and again after the server refused the token: with a
 * 401, with Ray's 403 `Invalid authentication token`, or with a redirect to a sign-in page. For one request it asks at most twice
 * again, and not after the function returned the refused token. All requests of a client may ask at the same time.
 */
export type TokenFunction = (request: TokenRequest) => string | Promise<string>;

/** A token, or a function that returns one for each request. */
export type TokenSource = Secret | TokenFunction;
