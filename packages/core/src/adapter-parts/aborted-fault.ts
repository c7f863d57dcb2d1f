import { AdapterFault } from "../adapter.ts";

/** The fault for a signal that fired; `target` is the server's origin. */
export const abortedFault = (signal: AbortSignal, target: string): AdapterFault =>
  new AdapterFault("aborted", `the signal aborted the request to ${target}`, { cause: signal.reason });
