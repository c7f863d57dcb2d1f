import { isJobwireError } from "./jobwire-error.ts";
import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

// Long enough for a restart of the dashboard's job module (2 s on Ray 2.60), short enough for a mistyped address.
const patienceMs = 15_000;
const fewIds = 4;

/** A server that says when to come back is the right one: the wait or the tail rides that out. Anything else is thrown. */
const unseen = (id: string, error: unknown): WatchedJob => {
  if (!isJobwireError(error) || (error.retryAfterMs ?? 0) === 0) throw error;
  return { id, status: "", message: null, shown: null };
};

/**
 * Reads each job once before it is waited for or followed. Waits and tails ride out an unreachable server for minutes; a
 * wrong address, token or id shall fail at once. No longer than `limitMs`, where the command has a limit.
 */
export const firstContact = async (
  jobs: WatchedJobs,
  ids: ReadonlyArray<string>,
  signal: AbortSignal,
  limitMs: number = patienceMs,
): Promise<ReadonlyArray<WatchedJob>> => {
  const options = { signal, totalMs: Math.min(patienceMs, limitMs) };
  const one = (id: string): Promise<WatchedJob> => jobs.get(id, options).catch((error: unknown) => unseen(id, error));
  if (ids.length <= fewIds) return Promise.all(ids.map(one));
  let byId: ReadonlyMap<string, WatchedJob>;
  try {
    byId = await jobs.list(options);
  } catch (error) {
    return ids.map((id) => unseen(id, error));
  }
  // One that is not listed is asked for by its id: that gives the error, or a job that was submitted a moment ago.
  return Promise.all(ids.map(async (id) => byId.get(id) ?? one(id)));
};
