import type { ListOptions, ReasonerJob } from "@jobwire/core";
import { InvalidRequest } from "@jobwire/core/errors";
import { activeReasonerStates, checkReasonerJob } from "@jobwire/core/backend";

type Filters = Omit<ListOptions, "signal">;

const same = (value: string | null, wanted: string): boolean =>
  value !== null && value.trim().toLowerCase() === wanted.trim().toLowerCase();

/** The type by its public name, whatever spelling the caller uses. */
const typeOf = (reasonerType: string): string => checkReasonerJob({ reasonerType, id: "any" }).reasonerType;

const local = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** Throws `InvalidRequest` (reason `local`) for filters that a gateway cannot apply. */
export const checkFilters = ({ include, limit, offset }: Filters): void => {
  if (Object.values(include ?? {}).some((wanted) => wanted === true)) {
    throw local("include is not available for a list behind a gateway. Get each job with its parts");
  }
  for (const [name, value] of Object.entries({ limit, offset })) {
    if (value !== undefined && !Number.isSafeInteger(value)) throw local(`${name} must be a whole number`);
  }
  if ((offset ?? 0) < 0) throw local("offset must be 0 or more");
};

/** The jobs that the filters select, of all jobs with the newest first, as a gateway lists them. */
export const selectJobs = (
  jobs: ReadonlyArray<ReasonerJob>,
  { reasonerType, jobId, state, name, createdBy, onlyActive, allUsers, limit, offset = 0 }: Filters,
): ReadonlyArray<ReasonerJob> => {
  const type = reasonerType === undefined ? undefined : typeOf(reasonerType);
  const active = (job: ReasonerJob): boolean => activeReasonerStates.some((one) => same(job.state, one));
  const selected = jobs.filter(
    (job) =>
      (type === undefined || same(job.reasonerType, type)) &&
      (jobId === undefined || job.id === jobId) &&
      (state === undefined ? onlyActive !== true || active(job) : same(job.state, state)) &&
      (name === undefined || same(job.name, name)) &&
      (createdBy === undefined || allUsers === true || same(job.createdBy, createdBy)),
  );
  return selected.slice(offset, limit === undefined ? undefined : offset + Math.max(0, limit));
};
