import type { ExitCode } from "./exit-code.ts";
import { isJobwireError } from "./jobwire-error.ts";
import type { WatchedJob, WatchedJobs } from "./watched-jobs.ts";

// Longer than a restart of the dashboard's job module (2 s on Ray 2.60), short enough to report a mistyped address.
const readTimeoutMs = 15_000;
/** Up to this many jobs are read one by one; more cost one list request. */
const maxSingleReads = 4;

type Read = { readonly job: WatchedJob } | { readonly error: unknown };

/** True for an error about one job. Any other is about the server, and concerns every job. */
const concernsOneJob = (error: unknown): boolean =>
  isJobwireError(error) &&
  (error._tag === "InvalidRequest" || (error._tag === "NotFound" && error.reason === "unknown-job"));

/**
 * A job that was not read because its server asked for a retry later: the server is the right one, and the wait or the tail retries.
 * Otherwise the error.
 */
const unread = (id: string, error: unknown): Read =>
  isJobwireError(error) && (error.retryAfterMs ?? 0) > 0
    ? { job: { id, status: "", message: null, record: null } }
    : { error };

const readAll = async (
  jobs: WatchedJobs,
  ids: ReadonlyArray<string>,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<ReadonlyArray<Read>> => {
  const readOne = (id: string): Promise<Read> =>
    jobs.get(id, options).then(
      (job) => ({ job }),
      (error: unknown) => unread(id, error),
    );
  if (ids.length <= maxSingleReads) return Promise.all(ids.map(readOne));
  let byId: ReadonlyMap<string, WatchedJob>;
  try {
    byId = await jobs.list(options);
  } catch (error) {
    return ids.map((id) => unread(id, error));
  }
  // A job that the list lacks is read by its id: it may be new since the list, and otherwise its error is the right one.
  return Promise.all(
    ids.map(async (id) => {
      const job = byId.get(id);
      return job === undefined ? readOne(id) : { job };
    }),
  );
};

/** The result of reading several jobs. */
export interface ReadJobs {
  readonly found: ReadonlyArray<WatchedJob>;
  /** The exit codes of the jobs that the server does not know. They are reported already. */
  readonly codes: ReadonlyArray<ExitCode>;
}

/**
 * Reads each job once before a command waits for it or follows it. Waits and tails retry an unreachable server for minutes, but a
 * wrong address, token or id must fail right away. Takes 15 s at most, or `limitMs` when that is shorter. A wrong id is reported and
 * does not hide the other jobs; when no job can be read because of the server, throws its error once.
 */
export const readJobs = async (
  jobs: WatchedJobs,
  ids: ReadonlyArray<string>,
  signal: AbortSignal,
  reportError: (error: unknown) => ExitCode,
  limitMs: number = readTimeoutMs,
): Promise<ReadJobs> => {
  const reads = await readAll(jobs, ids, { signal, timeoutMs: Math.min(readTimeoutMs, limitMs) });
  const found = reads.flatMap((read) => ("job" in read ? [read.job] : []));
  const errors = reads.flatMap((read) => ("error" in read ? [read.error] : []));
  signal.throwIfAborted();
  if (errors.length > 0 && (ids.length === 1 || (found.length === 0 && !errors.some(concernsOneJob)))) throw errors[0];
  return { found, codes: errors.map(reportError) };
};
