import type { HttpTimeouts } from "@jobwire/core";
import type { StreamTimes } from "@jobwire/core/gateway-client/internal";

/** A gateway may read a log up to the offset of a request before it responds, for 25 s by default; in milliseconds. */
const defaultHeadMs = 35_000;
/** A gateway sends a comment to a quiet reader every 15 s, so silence means that the connection is dead; in milliseconds. */
const defaultIdleMs = 45_000;

/** Limits of the requests of streams: the tail's own, or else the client's, or else those that fit a gateway. */
export const logTimes = (
  timeouts: HttpTimeouts | undefined,
  own: { readonly idleMs?: number | undefined } = {},
): StreamTimes => ({
  headMs: timeouts?.connectMs ?? defaultHeadMs,
  idleMs: own.idleMs ?? timeouts?.idleMs ?? defaultIdleMs,
});
