import { isJobwireError } from "./jobwire-error.ts";
import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

// Longer than a restart of the dashboard's job module (2 s on Ray 2.60), short enough to report a mistyped address.
const readTimeoutMs = 15_000;
/** Up to this many jobs are read one by one; more cost one list request. */
const maxSingleReads = 4;

/**
 * A job that was not read because its server asked for a retry later: the server is the right one, and the wait or the tail retries.
 * Throws any other error.
 */
const unreadJob = (id: string, error: unknown): WatchedJob => {
  if (!isJobwireError(error) || (error.retryAfterMs ?? 0) === 0) throw error;
  return { id, status: "", message: null, record: null };
};

/**
 * Reads each job once before a command waits for it or follows it. Waits and tails retry an unreachable server for minutes, but a
 * wrong address, token or id must fail right away. Takes 15 s at most, or `limitMs` when that is shorter.
 */
export const readJobs = async (
  jobs: WatchedJobs,
  ids: ReadonlyArray<string>,
  signal: AbortSignal,
  limitMs: number = readTimeoutMs,
): Promise<ReadonlyArray<WatchedJob>> => {
  const options = { signal, timeoutMs: Math.min(readTimeoutMs, limitMs) };
  const readOne = (id: string): Promise<WatchedJob> =>
    jobs.get(id, options).catch((error: unknown) => unreadJob(id, error));
  if (ids.length <= maxSingleReads) return Promise.all(ids.map(readOne));
  let byId: ReadonlyMap<string, WatchedJob>;
  try {
    byId = await jobs.list(options);
  } catch (error) {
    return ids.map((id) => unreadJob(id, error));
  }
  // A job that the list lacks is read by its id: it may be new since the list, and otherwise its error is the right one.
  return Promise.all(ids.map(async (id) => byId.get(id) ?? readOne(id)));
};
