import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

// Long enough for a restart of the dashboard's job module (2 s on Ray 2.60), short enough for a mistyped address.
const patienceMs = 15_000;
const fewIds = 4;

/**
 * Reads each job once before it is waited for or followed. Waits and tails ride out an unreachable server for minutes; a
 * wrong address, token or id shall fail at once.
 */
export const firstContact = async (
  jobs: WatchedJobs,
  ids: ReadonlyArray<string>,
  signal: AbortSignal,
): Promise<ReadonlyArray<WatchedJob>> => {
  const options = { signal, totalMs: patienceMs };
  if (ids.length <= fewIds) return Promise.all(ids.map((id) => jobs.get(id, options)));
  const byId = await jobs.list(options);
  // One that is not listed is asked for by its id: that gives the error, or a job that was submitted a moment ago.
  return Promise.all(ids.map(async (id) => byId.get(id) ?? jobs.get(id, options)));
};
