import type { CallOptions } from "../surface/options.ts";
import type {
  CancelOptions,
  CreateOptions,
  CreateReadyOptions,
  EventsOptions,
  EventStream,
  GetEventsOptions,
  GetOptions,
  JobEvents,
  JobOperationStatus,
  JobPayload,
  ListOptions,
  ReasonerJob,
  ReasonerType,
  ReasonerWaitOptions,
} from "./types.ts";

/** What an operation is as JSON. */
export interface JobOperationJson {
  readonly kind: "jobwire/reasoner-job";
  readonly version: 1;
  readonly reasonerType: ReasonerType;
  readonly name: string | null;
  readonly id: string;
}

/** One job of one client, begun or taken up again. Serialises with `JSON.stringify`; `jobs.operation(json)` restores it. */
export interface JobOperation {
  readonly id: string;
  readonly metadata: {
    readonly reasonerType: ReasonerType;
    /** The reasoner's name, null when it is not known. */
    readonly name: string | null;
  };
  readonly status: (options?: CallOptions) => Promise<JobOperationStatus>;
  /** True when the job has ended, however it did. */
  readonly isDone: (options?: CallOptions) => Promise<boolean>;
  /** The terminal job, whatever its end. Kept: a later call asks the server only for what its `include` adds. */
  readonly wait: (options?: ReasonerWaitOptions) => Promise<ReasonerJob>;
  /** The terminal job, waited for, if it COMPLETED; rejects with `JobFailed` otherwise. */
  readonly result: (options?: ReasonerWaitOptions) => Promise<ReasonerJob>;
  readonly events: (options?: EventsOptions) => EventStream;
  readonly cancel: (options?: CancelOptions) => Promise<void>;
  readonly toJSON: () => JobOperationJson;
}

/**
 * Jobs of reasoners. Arguments are checked before anything is sent (`InvalidRequest`, reason `local`). A job that the server
 * does not know is `NotFound` (reason `unknown-job`).
 */
export interface ReasonerJobs {
  readonly get: (type: ReasonerType, id: string, options?: GetOptions) => Promise<ReasonerJob>;
  /** Jobs newest first; without a type those of all types, merged by the time of their creation. */
  readonly list: (options?: ListOptions) => Promise<ReadonlyArray<ReasonerJob>>;
  /**
   * Starts a job. Over Direct Access it is sent once: when it is not known whether the job was taken, it rejects with
   * `CreateOutcomeUnknown`. Over SQL it is repeated safely, and rejects so only when no repetition got an answer. A browser may send
   * it again by itself when it loses a kept connection, so that over Direct Access it can start two jobs (docs/browsers.md).
   */
  readonly create: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: CreateOptions,
  ) => Promise<JobOperation>;
  /** Starts a job that ends with its client (Logic), waits for its end, and gives it if it COMPLETED; else `JobFailed`. */
  readonly createReady: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: CreateReadyOptions,
  ) => Promise<ReasonerJob>;
  /** One page of events. */
  readonly getEvents: (type: ReasonerType, id: string, options?: GetEventsOptions) => Promise<JobEvents>;
  /** All events to the job's end, each once, in order. */
  readonly events: (type: ReasonerType, id: string, options?: EventsOptions) => EventStream;
  /** Asks for the end of a job; it may go on for a while. */
  readonly cancel: (type: ReasonerType, id: string, options?: CancelOptions) => Promise<void>;
  /**
   * The terminal job, whatever its end; waits of one client share their polls. Rides out what may pass to the deadline: then
   * `Timeout` (reason `deadline`) with the job as last seen in `job`. A Logic job that was aborted because its client
   * disconnected rejects with `JobFailed` (reason `client-disconnected`).
   */
  readonly wait: (type: ReasonerType, id: string, options?: ReasonerWaitOptions) => Promise<ReasonerJob>;
  /** Where a job stands; PENDING when the server does not know it. */
  readonly getOperation: (type: ReasonerType, id: string, options?: CallOptions) => Promise<JobOperationStatus>;
  /** An operation without any request, of a job that is there. */
  readonly operation: (
    job: JobOperationJson | { readonly reasonerType: ReasonerType; readonly id: string },
  ) => JobOperation;
}

/** A client of reasoner jobs. */
export interface ReasonerClient {
  /** The endpoint, or the account's URL where the endpoint is yet to be found. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  readonly jobs: ReasonerJobs;
  /** Ends everything that is under way on this client with `Aborted`. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
