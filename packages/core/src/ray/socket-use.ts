import type { Http } from "../http/http.ts";

/** Whether tails can use WebSockets in this runtime, and why not. */
export type SocketUse = { readonly usable: true } | { readonly usable: false; readonly why: string };

/**
 * Checks the runtime's WebSockets. A dashboard that negotiated compression sends no frames (seen on 2.50 and 2.60), so such a
 * socket is useless.
 */
export const socketUse = ({ adapter, credentials }: Http): SocketUse => {
  const { name, capabilities } = adapter.runtime;
  if (!capabilities.refuseCompression) {
    return { usable: false, why: `WebSockets of ${name} always offer compression, with which Ray sends no log` };
  }
  if (adapter.openSocket === undefined) return { usable: false, why: `${name} has no WebSockets` };
  if (credentials && !capabilities.handshakeHeaders) {
    return { usable: false, why: `WebSockets of ${name} cannot carry the token` };
  }
  return { usable: true };
};
