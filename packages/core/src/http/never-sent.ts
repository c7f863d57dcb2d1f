import type { FaultReason } from "../adapter.ts";

/** True when a failure with this reason proves that the server never saw the request. */
export const neverSent = (reason: FaultReason | undefined): boolean =>
  reason === "refused" ||
  reason === "unresolved" ||
  reason === "unreachable" ||
  reason === "tls" ||
  reason === "blocked";
