import { AdapterFault, type FaultReason } from "@jobwire/core/adapter";
import { reasonOf } from "../faults.ts";
import type { UsedProxy } from "./proxy-rules.ts";

/** A proxy responded to CONNECT with another status than 2xx. */
export class ProxyRefused extends Error {
  /** The name of the class. */
  override readonly name: string = "ProxyRefused";
  /** The status of the proxy's response, such as 407. */
  readonly status: number;
  /** `status` is that of the proxy's response. */
  constructor(status: number) {
    super(`the proxy responded with status ${status}`);
    this.status = status;
  }
}

/** 5xx and 429 may pass: the proxy cannot reach the server now. Any other status stays until somebody changes a setting. */
const reasonOfStatus = (status: number): FaultReason => (status >= 500 || status === 429 ? "unreachable" : "blocked");

/** The fault for a connection that failed at its proxy, before anything was sent to the server. It names the proxy. */
export const proxyFault = (error: unknown, { label }: UsedProxy, target: string): AdapterFault => {
  const status = error instanceof ProxyRefused ? error.status : undefined;
  const native = status === undefined ? reasonOf(error, "connect") : reasonOfStatus(status);
  // A proxy that sends something else than HTTP, or hangs up, is no proxy; nothing of the request has reached the server.
  const reason = native === "unknown" || native === "not-http" ? "unreachable" : native;
  return new AdapterFault(reason, `connecting to ${target} through the proxy ${label}`, {
    cause: error,
    proxy: label,
    ...(status === undefined ? {} : { proxyStatus: status }),
  });
};
