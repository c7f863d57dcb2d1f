import { InvalidRequest } from "../errors.ts";
import { isRecord } from "../is-record.ts";
import type { CallOptions } from "../surface/options.ts";

/** The statuses of Ray's jobs, in the order of a job's life. */
const statuses = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "STOPPED"] as const;

/** The jobs that a list left out, by number. */
export interface JobsLeftOut {
  /** Jobs with another status. */
  readonly byStatus: number;
  /** Jobs that are older than the last one of the list. */
  readonly byLimit: number;
}

/** Options of a list of jobs. Ray's list has no filter: the client reads the whole list once and makes the selection itself. */
export interface JobListOptions extends CallOptions {
  /** Lists only jobs with this status or one of these, in any case: `FAILED`. Default: all. An unknown status is `InvalidRequest`. */
  readonly status?: string | ReadonlyArray<string> | undefined;
  /** Lists at most this many jobs, the newest first; at least 1. Default: all of them, in the server's order. */
  readonly limit?: number | undefined;
  /** Called once before the list is returned, with the number of jobs that the options left out. */
  readonly onLeftOut?: ((leftOut: JobsLeftOut) => void) | undefined;
}

/** A selection of jobs, checked. */
export interface JobSelection {
  readonly statuses: ReadonlySet<string> | undefined;
  readonly limit: number | undefined;
}

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** Throws `InvalidRequest` (reason `local`) for options that cannot work. */
export const checkSelection = ({ status, limit }: Pick<JobListOptions, "status" | "limit">): JobSelection => {
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw invalid(`limit must be a whole number of at least 1, not ${String(limit)}`);
  }
  if (status === undefined) return { statuses: undefined, limit };
  const asked = (Array.isArray(status) ? (status as ReadonlyArray<unknown>) : [status]).map((one) =>
    typeof one === "string" ? one.trim().toUpperCase() : "",
  );
  if (asked.length === 0 || !asked.every((one) => (statuses as ReadonlyArray<string>).includes(one))) {
    throw invalid(`status must be one or more of ${statuses.join(", ")}`);
  }
  return { statuses: new Set(asked), limit };
};

const timeOf = (row: unknown): number => {
  const time = isRecord(row) ? row["start_time"] : undefined;
  return typeof time === "number" ? time : 0;
};

const statusOf = (row: unknown): unknown => (isRecord(row) ? row["status"] : undefined);

/** The rows of a selection, before any is decoded, and the number left out. With a limit the newest come first. */
export const selectRows = (
  rows: ReadonlyArray<unknown>,
  { statuses: wanted, limit }: JobSelection,
): { readonly rows: ReadonlyArray<unknown>; readonly leftOut: JobsLeftOut } => {
  const matching = wanted === undefined ? rows : rows.filter((row) => wanted.has(statusOf(row) as string));
  const byStatus = rows.length - matching.length;
  if (limit === undefined) return { rows: matching, leftOut: { byStatus, byLimit: 0 } };
  const newest = matching.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, limit);
  return { rows: newest, leftOut: { byStatus, byLimit: matching.length - newest.length } };
};
