/** Limits of each request, in milliseconds. */
export interface HttpTimeouts {
  /** Until the response's head arrives. Default 10,000. */
  readonly connectMs?: number | undefined;
  /** Without a byte of the response. Default 30,000. */
  readonly idleMs?: number | undefined;
  /**
   * For the whole request with its redirects, a renewed token and the body; each 100 kB of the body add a second. Default:
   * 60,000, or `connectMs` plus 50,000 if that is longer.
   */
  readonly requestMs?: number | undefined;
}
