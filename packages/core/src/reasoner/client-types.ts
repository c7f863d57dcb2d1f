import type { Jobs } from "../surface/job-types.ts";
import type { CallOptions } from "../surface/options.ts";
import type { ReasonerJobHandle, ReasonerJobTypes } from "./job-types.ts";
import type {
  CreateOptions,
  CreateReadyOptions,
  EventsOptions,
  EventStream,
  GetEventsOptions,
  JobEvents,
  JobOperationStatus,
  JobPayload,
  ReasonerJob,
  ReasonerJobId,
  ReasonerType,
} from "./types.ts";

/**
 * Jobs of reasoners. `{ reasonerType, id }` names a job; so does a job or a handle. Arguments are checked before anything is sent
 * (`InvalidRequest`, reason `local`). A job that the server does not know is `NotFound` (reason `unknown-job`). A wait retries what
 * may pass to its deadline, 900 s unless given. A Logic job that was aborted because its client disconnected rejects a wait with
 * `JobFailed` (reason `client-disconnected`).
 */
export interface ReasonerJobs extends Omit<Jobs<ReasonerJobTypes>, "submit" | "delete" | "getLogs" | "tailLogs"> {
  /**
   * Starts a job. Over Direct Access it is sent once: when it is unknown whether the service accepted the job, it rejects with
   * `CreateOutcomeUnknown`. Over SQL it is repeated safely, and rejects so only when no repetition got a response. A browser may
   * send it again by itself when it loses a kept connection, so that over Direct Access it can start two jobs (docs/browsers.md).
   */
  readonly create: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: CreateOptions,
  ) => Promise<ReasonerJobHandle>;
  /** Starts a job that ends with its client (Logic), waits for its end, and returns it if it COMPLETED; else rejects as `result`. */
  readonly createReady: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: CreateReadyOptions,
  ) => Promise<ReasonerJob>;
  /** One page of events. */
  readonly getEvents: (id: ReasonerJobId, options?: GetEventsOptions) => Promise<JobEvents>;
  /** All events to the job's end, each once, in order. */
  readonly events: (id: ReasonerJobId, options?: EventsOptions) => EventStream;
  /** The status of a job; PENDING when the server does not know it. */
  readonly getOperation: (id: ReasonerJobId, options?: CallOptions) => Promise<JobOperationStatus>;
}

/** A client of reasoner jobs. */
export interface ReasonerClient {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "reasoner";
  /** The endpoint, or the account's URL where the endpoint is yet to be found. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  /** The jobs of the reasoners. */
  readonly jobs: ReasonerJobs;
  /** Ends everything that is under way on this client with `Aborted`. */
  readonly close: () => Promise<void>;
  /** As `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
