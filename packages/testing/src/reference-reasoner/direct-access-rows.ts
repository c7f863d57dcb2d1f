import type { ReasonerJob } from "./reasoner-job.ts";

/** The fields of both rows. Times in milliseconds since the epoch. */
interface CommonRow {
  readonly id: string;
  readonly state: string;
  readonly created_by: string;
  readonly created_on: number;
  readonly finished_at: number | null;
  readonly duration: number | null;
  readonly abort_reason: string | null;
}

/** A Prescriptive or Predictive job as Direct Access returns it. */
export interface JobRow extends CommonRow {
  readonly type: string;
  readonly worker_name: string;
  /** JSON text. */
  readonly payload: string;
  readonly timeout_ms: number | null;
}

/** A Logic job as Direct Access returns it. */
export interface TransactionRow extends CommonRow {
  readonly database_name: string | null;
  readonly engine_name: string;
  readonly read_only: boolean;
  readonly language: string;
}

function commonRow(job: ReasonerJob): CommonRow {
  const { state, finishedAt, duration, abortReason } = job.look();
  return {
    id: job.id,
    state,
    created_by: job.createdBy,
    created_on: job.createdOn,
    finished_at: finishedAt,
    duration,
    abort_reason: abortReason,
  };
}

export function jobRow(job: ReasonerJob): JobRow {
  return {
    ...commonRow(job),
    type: job.type,
    worker_name: job.reasoner,
    payload: job.payload,
    timeout_ms: job.timeoutMs,
  };
}

export function transactionRow(job: ReasonerJob): TransactionRow {
  return {
    ...commonRow(job),
    database_name: job.database,
    engine_name: job.reasoner,
    read_only: job.readOnly,
    language: job.language,
  };
}
