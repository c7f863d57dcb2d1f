import type { Change, Job, System } from "../api/types.ts";
import { factsOf, type JobFacts } from "./job-facts.ts";
import { type StatusGroup, statusGroup } from "./status-group.ts";

/** A job in the list of all systems. */
export interface ListedJob {
  readonly system: System;
  readonly job: Job;
  readonly facts: JobFacts;
}

/** What the list shows. An empty text selects everything. */
export interface JobFilter {
  readonly system: string;
  readonly status: StatusGroup | "";
  readonly text: string;
}

/** The jobs after some changes. */
export const applyChanges = (jobs: ReadonlyArray<Job>, changes: ReadonlyArray<Change>): ReadonlyArray<Job> => {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  for (const { type, id, job } of changes) {
    if (type === "deleted") byId.delete(id);
    else if (job !== undefined) byId.set(id, job);
  }
  return [...byId.values()];
};

// A job without a start has not begun, or its system does not report the time.
const startOf = ({ job }: ListedJob): number =>
  job.startedAt ?? (job.outcome === null ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER);

/** All jobs, the newest first; jobs that may not have begun come before. */
export const listJobs = (
  systems: ReadonlyArray<{ readonly system: System; readonly jobs: ReadonlyArray<Job> }>,
): ReadonlyArray<ListedJob> =>
  systems
    .flatMap(({ system, jobs }) => jobs.map((job) => ({ system, job, facts: factsOf(system.kind, job) })))
    .sort((a, b) => startOf(b) - startOf(a));

/** The jobs that a filter selects: every word must occur. */
export const filterJobs = (
  jobs: ReadonlyArray<ListedJob>,
  { system, status, text }: JobFilter,
): ReadonlyArray<ListedJob> => {
  const words = text
    .toLowerCase()
    .split(/\s/)
    .filter((word) => word !== "");
  return jobs.filter(
    (listed) =>
      (system === "" || listed.system.name === system) &&
      (status === "" || statusGroup(listed.job) === status) &&
      words.every((word) => listed.facts.text.includes(word) || listed.system.name.toLowerCase().includes(word)),
  );
};
