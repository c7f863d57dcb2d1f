import { checkFlag, checkOptionalText, checkReasonerJobId, checkWhole } from "./checks.ts";
import { activeStates } from "./job-state.ts";
import type { JobRow } from "./job-row.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { ListOptions } from "./types.ts";
import { InvalidRequest } from "../errors.ts";

/** A checked list query; texts that ignore case are already in the case of the comparison. */
export interface ListQuery {
  readonly id: string | undefined;
  /** In upper case. */
  readonly state: string | undefined;
  readonly onlyActive: boolean;
  /** In lower case. */
  readonly name: string | undefined;
  /** In lower case; undefined with `allUsers`. */
  readonly createdBy: string | undefined;
  readonly limit: number | undefined;
  readonly offset: number;
}

/** Throws `InvalidRequest` (reason `local`) for options that no list can have. A limit below 0 becomes 0. */
export const checkListQuery = (options: ListOptions): ListQuery => {
  const state = checkOptionalText("state", options.state)?.toUpperCase();
  const allUsers = checkFlag("allUsers", options.allUsers);
  const createdBy = checkOptionalText("createdBy", options.createdBy)?.toLowerCase();
  const { limit } = options;
  if (limit !== undefined && !Number.isSafeInteger(limit)) {
    throw new InvalidRequest({ message: `limit must be a whole number, not ${String(limit)}`, reason: "local" });
  }
  return {
    id: options.jobId === undefined ? undefined : checkReasonerJobId(options.jobId),
    state,
    onlyActive: checkFlag("onlyActive", options.onlyActive) && state === undefined,
    name: checkOptionalText("name", options.name)?.toLowerCase(),
    createdBy: allUsers ? undefined : createdBy,
    limit: limit === undefined ? undefined : Math.max(0, limit),
    offset: checkWhole("offset", options.offset, 0) ?? 0,
  };
};

/** The query that matches every job. */
export const everyJob: ListQuery = {
  id: undefined,
  state: undefined,
  onlyActive: false,
  name: undefined,
  createdBy: undefined,
  limit: undefined,
  offset: 0,
};

/** True when a row matches the query; both backends use these rules. */
export const matches = (query: ListQuery, types: ReadonlyArray<Discriminator>, { job, type }: JobRow): boolean => {
  const state = (job.state ?? "").trim().toUpperCase();
  return (
    (type !== undefined ? types.includes(type) : job.reasonerType === "Unknown") &&
    (query.id === undefined || job.id === query.id) &&
    (query.state === undefined || state === query.state) &&
    (!query.onlyActive || activeStates.includes(state)) &&
    (query.name === undefined || job.name?.trim().toLowerCase() === query.name) &&
    (query.createdBy === undefined || job.createdBy?.trim().toLowerCase() === query.createdBy)
  );
};

/** Sorts newest first, with jobs without a time last; keeps the order of equal ones. */
export const newestFirst = (rows: ReadonlyArray<JobRow>): ReadonlyArray<JobRow> =>
  rows.toSorted(
    (a, b) => (b.job.createdOn ?? Number.NEGATIVE_INFINITY) - (a.job.createdOn ?? Number.NEGATIVE_INFINITY) || 0,
  );
