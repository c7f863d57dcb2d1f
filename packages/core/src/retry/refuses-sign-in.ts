import type { JobwireError } from "../errors.ts";

/**
 * True for a response that wants another sign-in: 401, 403, or a redirect away. After the client was let in once, a session at a proxy
 * may have expired, or a token may be in the middle of its rotation, so that the same request may pass a moment later.
 */
export const refusesSignIn = (error: JobwireError): boolean =>
  error._tag === "Unauthorized" || error._tag === "Forbidden" || error._tag === "RedirectRefused";
