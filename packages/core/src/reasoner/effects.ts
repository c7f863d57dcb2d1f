import type * as Effect from "effect/Effect";
import type * as Stream from "effect/Stream";
import type { JobwireError } from "../errors.ts";
import type { JobEffects } from "../surface/job-effects.ts";
import type { Unsignalled } from "../surface/job-types.ts";
import type { CallOptions } from "../surface/options.ts";
import type { ReasonerJobTypes } from "./job-types.ts";
import type {
  CreateOptions,
  CreateReadyOptions,
  EventPage,
  EventsOptions,
  GetEventsOptions,
  JobEvents,
  JobOperationStatus,
  JobPayload,
  ReasonerJob,
  ReasonerJobId,
  ReasonerType,
} from "./types.ts";

/**
 * Reasoner jobs as Effects and Streams. Arguments are checked before anything is sent (`InvalidRequest`, reason `local`). A job
 * that the server does not know is `NotFound` (reason `unknown-job`); a wait fails so when the job was unknown for 30 s. Reads are
 * tried three times; creates and stops only as far as that cannot do anything twice. A wait retries what may pass (lost
 * connections, 5xx, 429, a reasoner that is not ready) to its deadline, 900 s unless given. A Logic job that was aborted because
 * its client disconnected fails a wait with `JobFailed` (reason `client-disconnected`).
 */
export interface ReasonerJobEffects
  extends Omit<JobEffects<ReasonerJobTypes>, "submit" | "delete" | "getLogs" | "tailLogs"> {
  /**
   * Starts a job and returns its id. Over Direct Access it is sent once: when it is unknown whether the service accepted the job, it fails
   * with `CreateOutcomeUnknown`. Over SQL it is repeated safely, and fails so only when no repetition got a response. A browser
   * may send it again by itself (docs/browsers.md).
   */
  readonly create: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: Unsignalled<CreateOptions>,
  ) => Effect.Effect<ReasonerJobId, JobwireError>;
  /** Starts a job that ends with its client (Logic), waits for its end, and returns it if it COMPLETED; else fails as `result` does. */
  readonly createReady: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: Unsignalled<CreateReadyOptions>,
  ) => Effect.Effect<ReasonerJob, JobwireError>;
  /** One page of events. */
  readonly getEvents: (
    id: ReasonerJobId,
    options?: Unsignalled<GetEventsOptions>,
  ) => Effect.Effect<JobEvents, JobwireError>;
  /** All events to the job's end, each once, in pages with positions. */
  readonly events: (id: ReasonerJobId, options?: Unsignalled<EventsOptions>) => Stream.Stream<EventPage, JobwireError>;
  /** The status of a job; PENDING when the server does not know it. */
  readonly getOperation: (
    id: ReasonerJobId,
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
  /** The jobs of the reasoners. */
  readonly jobs: ReasonerJobEffects;
}
