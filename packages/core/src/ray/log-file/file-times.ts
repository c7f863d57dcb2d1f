import type { StreamTimes } from "../../http/http.ts";
import type { RayApi } from "../api.ts";

/** Above this many lines the server searches for the first one for a while before it responds, in a log of gigabytes. */
const manyLines = 100_000;
/**
 * With 100 followers of `logs/stream` the dashboard does not respond at all, so each file needs a limit of its own. A file that exists
 * arrives without a pause, and after a needless cut the tail only continues from its position.
 */
const maxIdleMs = 6_000;

/** The limits of one response with a log file; `idleMs` is the caller's limit between two pieces, in milliseconds. */
export const fileTimes = ({ http: { times } }: RayApi, lines: number, idleMs: number = times.idleMs): StreamTimes => ({
  headMs: lines === -1 || lines > manyLines ? Math.max(times.headMs, 30_000) : times.headMs,
  idleMs: Math.min(idleMs, maxIdleMs),
});
