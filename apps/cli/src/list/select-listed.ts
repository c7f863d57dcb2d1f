import type { JobFilter } from "./job-filter.ts";
import type { ListedJob } from "./listed-job.ts";
import { passes } from "./passes-filter.ts";

/** The options that choose the jobs of a list. */
export interface ListSelection {
  /** In upper case; undefined lists all. */
  readonly statuses: ReadonlyArray<string> | undefined;
  readonly filters: ReadonlyArray<JobFilter>;
  /** Only jobs submitted at this time or later, in epoch milliseconds. */
  readonly sinceMs: number | undefined;
  readonly limit: number | undefined;
}

/** The number of jobs that each option left out. A job counts for the first option that it fails. */
export interface LeftOut {
  readonly byLimit: number;
  readonly byStatus: number;
  readonly byFilter: number;
  readonly bySince: number;
}

const time = ({ submittedMs }: ListedJob<unknown>): number => submittedMs ?? Number.NEGATIVE_INFINITY;

const newestFirst = (a: ListedJob<unknown>, b: ListedJob<unknown>): number => {
  const [earlier, later] = [time(a), time(b)];
  return earlier === later ? 0 : later > earlier ? 1 : -1;
};

/** The jobs of a selection, the newest first, and the number left out. Jobs without a time are last, and older than any `--since`. */
export const selectListed = <Job>(
  jobs: ReadonlyArray<ListedJob<Job>>,
  { statuses, filters, sinceMs, limit }: ListSelection,
): { readonly jobs: ReadonlyArray<ListedJob<Job>>; readonly leftOut: LeftOut } => {
  const wanted = statuses === undefined ? undefined : new Set(statuses);
  const ofStatus = wanted === undefined ? jobs : jobs.filter(({ status }) => wanted.has(status.toUpperCase()));
  const filtered = ofStatus.filter((job) => filters.every((filter) => passes(job, filter)));
  const recent = sinceMs === undefined ? filtered : filtered.filter((job) => time(job) >= sinceMs);
  const selected = recent.toSorted(newestFirst).slice(0, limit);
  return {
    jobs: selected,
    leftOut: {
      byLimit: recent.length - selected.length,
      byStatus: jobs.length - ofStatus.length,
      byFilter: ofStatus.length - filtered.length,
      bySince: filtered.length - recent.length,
    },
  };
};
