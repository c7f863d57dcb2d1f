import type { JobStore } from "../job-store.ts";
import type { JobLook, JobType, ReasonerJob } from "../reasoner-job.ts";
import type { Cell, ColumnType } from "./result-set.ts";

/** One column of a view: its type, and its value for a job. */
export interface ViewColumn {
  readonly type: ColumnType;
  readonly of: (job: ReasonerJob, look: JobLook) => Cell;
}

/** A view of the app's `api` schema. */
export interface View {
  readonly types: readonly JobType[];
  /** By name in upper case. */
  readonly columns: ReadonlyMap<string, ViewColumn>;
}

const column = (type: ColumnType, of: ViewColumn["of"]): ViewColumn => ({ type, of });

/** The columns of both views. The timestamp types differ on purpose: it is not known which ones the app uses, so all of them occur. */
const common = (created: ColumnType, finished: ColumnType): readonly (readonly [string, ViewColumn])[] => [
  ["ID", column("text", (job) => job.id)],
  ["STATE", column("text", (_, { state }) => state)],
  ["ABORT_REASON", column("text", (_, { abortReason }) => abortReason)],
  ["CREATED_BY", column("text", (job) => job.createdBy)],
  ["CREATED_ON", column(created, (job) => job.createdOn)],
  ["FINISHED_AT", column(finished, (_, { finishedAt }) => finishedAt)],
  ["DURATION", column("fixed", (_, { duration }) => duration)],
];

/** `api.JOBS` and `api.TRANSACTIONS`. */
export const VIEWS: ReadonlyMap<string, View> = new Map([
  [
    "JOBS",
    {
      types: ["SOLVER", "ML"],
      columns: new Map([
        ...common("timestamp_ntz", "timestamp_ntz"),
        ["REASONER_TYPE", column("text", (job) => job.type)],
        ["REASONER_NAME", column("text", (job) => job.reasoner)],
        ["PAYLOAD", column("text", (job) => job.payload)],
        ["TIMEOUT_MS", column("fixed", (job) => job.timeoutMs)],
      ]),
    },
  ],
  [
    "TRANSACTIONS",
    {
      types: ["LOGIC"],
      columns: new Map([
        ...common("timestamp_ltz", "timestamp_tz"),
        ["DATABASE_NAME", column("text", (job) => job.database)],
        ["ENGINE_NAME", column("text", (job) => job.reasoner)],
        ["READ_ONLY", column("boolean", (job) => job.readOnly)],
        ["LANGUAGE", column("text", (job) => job.language)],
      ]),
    },
  ],
]);

/** The rows of a view, oldest first. */
export const viewRows = (
  view: View,
  jobs: JobStore,
): readonly { readonly job: ReasonerJob; readonly look: JobLook }[] =>
  jobs.list(...view.types).map((job) => ({ job, look: job.look() }));
