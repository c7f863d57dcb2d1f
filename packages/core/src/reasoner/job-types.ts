import type { HandleJson, JobHandle, PlainJobTypes, Unsignalled } from "../surface/job-types.ts";
import type { CallOptions } from "../surface/options.ts";
import type { JobRow } from "./job-row.ts";
import type {
  EventsOptions,
  EventStream,
  GetOptions,
  JobOperationStatus,
  ListOptions,
  ReasonerJob,
  ReasonerJobId,
  ReasonerStopOptions,
  ReasonerType,
  ReasonerWaitOptions,
} from "./types.ts";

/** What a handle is as JSON. */
export interface ReasonerJobHandleJson extends HandleJson, ReasonerJobId {
  /** Identifies the JSON of a handle of a reasoner job. */
  readonly kind: "jobwire/reasoner-job";
}

/** The types of reasoner jobs. */
export interface ReasonerJobTypes
  extends Omit<
    PlainJobTypes<ReasonerJob, never>,
    "seen" | "id" | "handle" | "json" | "listOptions" | "getOptions" | "waitOptions" | "stopOptions"
  > {
  /** A job as one request reads it. */
  readonly seen: JobRow;
  /** The name of a job in a call. */
  readonly id: ReasonerJobId;
  /** The handle of a job. */
  readonly handle: ReasonerJobHandle;
  /** The JSON of a handle. */
  readonly json: ReasonerJobHandleJson;
  /** The options of a list. */
  readonly listOptions: Unsignalled<ListOptions>;
  /** The options of a read of one job. */
  readonly getOptions: Unsignalled<GetOptions>;
  /** The options of a wait. */
  readonly waitOptions: Unsignalled<ReasonerWaitOptions>;
  /** The options of a stop. */
  readonly stopOptions: Unsignalled<ReasonerStopOptions>;
}

/**
 * One job of one client. Serialises with `JSON.stringify`; `jobs.handle(json)` restores it. It keeps the terminal job: a later
 * `wait` or `result` asks the server only for what its `include` adds.
 */
export interface ReasonerJobHandle extends Omit<JobHandle<ReasonerJobTypes>, "logs" | "getLogs" | "delete"> {
  /** The type of the job's reasoner. */
  readonly reasonerType: ReasonerType;
  /** The job's id, unique among the jobs of its type. */
  readonly id: string;
  /** The reasoner's name, null when it is not known. */
  readonly name: string | null;
  /** The status of the job; PENDING when the server does not know it. */
  readonly getOperation: (options?: CallOptions) => Promise<JobOperationStatus>;
  /** True when the job has ended, however it did. */
  readonly isDone: (options?: CallOptions) => Promise<boolean>;
  /** All events to the job's end, each once, in order. */
  readonly events: (options?: EventsOptions) => EventStream;
}
