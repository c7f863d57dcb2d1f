import type { FaultReason } from "../adapter.ts";

/**
 * True when a failure with this reason proves that the server never saw the request, and a second try may reach it. Failures with
 * `tls` or `blocked` last, so callers decide about them before.
 */
export const neverSent = (reason: FaultReason | undefined): boolean =>
  reason === "refused" || reason === "unresolved" || reason === "unreachable";
