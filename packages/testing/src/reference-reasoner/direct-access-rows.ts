import type { ReasonerJob } from "./reasoner-job.ts";

/** A Prescriptive or Predictive job as Direct Access gives it. Times in milliseconds since the epoch. */
export interface JobRow {
  readonly id: string;
  readonly type: string;
  readonly worker_name: string;
  readonly state: string;
  readonly created_by: string;
  readonly created_on: number;
  readonly finished_at: number | null;
  readonly duration: number | null;
  /** JSON text. */
  readonly payload: string;
  readonly timeout_ms: number | null;
  readonly abort_reason: string | null;
}

/** A Logic job as Direct Access gives it. */
export interface TransactionRow {
  readonly id: string;
  readonly database_name: string | null;
  readonly engine_name: string;
  readonly state: string;
  readonly read_only: boolean;
  readonly created_by: string;
  readonly created_on: number;
  readonly finished_at: number | null;
  readonly duration: number | null;
  readonly abort_reason: string | null;
  readonly language: string;
}

export function jobRow(job: ReasonerJob): JobRow {
  const { state, finishedAt, duration, abortReason } = job.look();
  return {
    id: job.id,
    type: job.type,
    worker_name: job.reasoner,
    state,
    created_by: job.createdBy,
    created_on: job.createdOn,
    finished_at: finishedAt,
    duration,
    payload: job.payload,
    timeout_ms: job.timeoutMs,
    abort_reason: abortReason,
  };
}

export function transactionRow(job: ReasonerJob): TransactionRow {
  const { state, finishedAt, duration, abortReason } = job.look();
  return {
    id: job.id,
    database_name: job.database,
    engine_name: job.reasoner,
    state,
    read_only: job.readOnly,
    created_by: job.createdBy,
    created_on: job.createdOn,
    finished_at: finishedAt,
    duration,
    abort_reason: abortReason,
    language: job.language,
  };
}
