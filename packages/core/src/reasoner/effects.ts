import type { Effect, Stream } from "effect";
import type { JobwireError } from "../errors.ts";
import type {
  CancelOptions,
  CreateOptions,
  CreateReadyOptions,
  EventPage,
  EventsOptions,
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
import type { CallOptions } from "../surface/options.ts";

/** Options without the signal, which interruption stands for. */
type Unsignalled<Options> = Omit<Options, "signal">;

/**
 * Reasoner jobs as Effects and Streams. Arguments are checked before anything is sent (`InvalidRequest`, reason `local`). A job
 * that the server does not know is `NotFound` (reason `unknown-job`). Reads are tried three times; creates and cancels only
 * as far as that cannot do anything twice.
 */
export interface ReasonerJobEffects {
  readonly get: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<GetOptions>,
  ) => Effect.Effect<ReasonerJob, JobwireError>;
  /** Jobs newest first; without a type those of all types, merged by the time of their creation. */
  readonly list: (options?: Unsignalled<ListOptions>) => Effect.Effect<ReadonlyArray<ReasonerJob>, JobwireError>;
  /**
   * Starts a job and gives its id. Over Direct Access it is sent once: when it is not known whether the job was taken, it fails
   * with `CreateOutcomeUnknown`. Over SQL it is repeated safely, and fails so only when no repetition got an answer. A browser may
   * send it again by itself (docs/browsers.md).
   */
  readonly create: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: Unsignalled<CreateOptions>,
  ) => Effect.Effect<string, JobwireError>;
  /** Starts a job that ends with its client (Logic), waits for its end, and gives it if it COMPLETED; else `JobFailed`. */
  readonly createReady: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: Unsignalled<CreateReadyOptions>,
  ) => Effect.Effect<ReasonerJob, JobwireError>;
  /** One page of events. */
  readonly getEvents: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<GetEventsOptions>,
  ) => Effect.Effect<JobEvents, JobwireError>;
  /** All events to the job's end, each once, in pages with positions. */
  readonly events: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<EventsOptions>,
  ) => Stream.Stream<EventPage, JobwireError>;
  /** Asks for the end of a job; it may go on for a while. */
  readonly cancel: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<CancelOptions>,
  ) => Effect.Effect<void, JobwireError>;
  /**
   * The terminal job, whatever its end; waits of one client share their polls. Rides out what may pass (lost connections, 5xx,
   * 429, a reasoner that is not ready) to the deadline: then `Timeout` (reason `deadline`) with the job as last seen. Fails
   * with `NotFound` when the job was unknown for 30 s, `JobLost` when it vanished, and `JobFailed` (reason
   * `client-disconnected`) when a Logic job was aborted for that.
   */
  readonly wait: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<ReasonerWaitOptions>,
  ) => Effect.Effect<ReasonerJob, JobwireError>;
  /** As `wait`; fails with `JobFailed`, which holds the job, unless it COMPLETED. */
  readonly result: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<ReasonerWaitOptions>,
  ) => Effect.Effect<ReasonerJob, JobwireError>;
  /** Where a job stands; PENDING when the server does not know it. */
  readonly getOperation: (
    type: ReasonerType,
    id: string,
    options?: Unsignalled<CallOptions>,
  ) => Effect.Effect<JobOperationStatus, JobwireError>;
}

/** A client of reasoner jobs as Effects and Streams. */
export interface ReasonerEffects {
  /** The endpoint, or the account's URL where the endpoint is yet to be found. */
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  readonly jobs: ReasonerJobEffects;
}
