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
  readonly kind: "jobwire/reasoner-job";
}

/** The types of reasoner jobs. */
export interface ReasonerJobTypes
  extends Omit<
    PlainJobTypes<ReasonerJob, never>,
    "seen" | "id" | "handle" | "json" | "listOptions" | "getOptions" | "waitOptions" | "stopOptions"
  > {
  readonly seen: JobRow;
  readonly id: ReasonerJobId;
  readonly handle: ReasonerJobHandle;
  readonly json: ReasonerJobHandleJson;
  readonly listOptions: Unsignalled<ListOptions>;
  readonly getOptions: Unsignalled<GetOptions>;
  readonly waitOptions: Unsignalled<ReasonerWaitOptions>;
  readonly stopOptions: Unsignalled<ReasonerStopOptions>;
}

/**
 * One job of one client. Serialises with `JSON.stringify`; `jobs.handle(json)` restores it. It keeps the terminal job: a later
 * `wait` or `result` asks the server only for what its `include` adds.
 */
export interface ReasonerJobHandle extends Omit<JobHandle<ReasonerJobTypes>, "logs" | "getLogs" | "delete"> {
  readonly reasonerType: ReasonerType;
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
