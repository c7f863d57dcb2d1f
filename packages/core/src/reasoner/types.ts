import type { CallOptions, JobStopOptions, JobWaitOptions } from "../surface/options.ts";
import type { JobwireError } from "../errors.ts";

/**
 * The kind of reasoner that runs a job: Logic (its jobs are transactions), Prescriptive (solver) or Predictive (machine
 * learning). A type of the server that this package does not know passes unchanged.
 */
export type ReasonerType = "Logic" | "Prescriptive" | "Predictive" | (string & {});

/**
 * The name of a job: ids are unique only among the jobs of one type. A {@link ReasonerJob} and a handle name their job, too.
 */
export interface ReasonerJobId {
  /** The type of the job's reasoner. */
  readonly reasonerType: ReasonerType;
  /** The job's id, unique among the jobs of its type. */
  readonly id: string;
  /** The reasoner's name, where it is known; a handle keeps it. */
  readonly name?: string | null | undefined;
}

/**
 * The known states; others exist. COMPLETED, SUCCEEDED, FAILED, CANCELED, CANCELLED and ABORTED are final; so is an unknown
 * state of a job that has an end time.
 */
export type ReasonerJobState =
  | "CREATED"
  | "PENDING"
  | "RUNNING"
  | "COMPLETED"
  | "FAILED"
  | "CANCELED"
  | "ABORTED"
  | (string & {});

/** The job's start parameters, from the same row; they need no further request. */
export interface JobDetails {
  /** The database's name. */
  readonly model: string | null;
  /** Whether the job only reads the database; null when the server does not report it. */
  readonly readOnly: boolean | null;
  /** As the server stores it: JSON text for Prescriptive and Predictive jobs. */
  readonly payload: unknown;
  /** The server's time limit of the job, in milliseconds. */
  readonly timeoutMs: number | null;
}

/** A page of a job's events. */
export interface JobEvents {
  /** The server's own objects. */
  readonly events: ReadonlyArray<JobEvent>;
  /** The token of the next page; null when no further page is ready (an empty token counts as null). */
  readonly continuationToken: string | null;
}

/**
 * One event as the server sent it; the only known shape is `{ type: "LogMessage", event: { message } }`. An entry that is not
 * an object becomes `{ value }`.
 */
export type JobEvent = Readonly<Record<string, unknown>>;

/** A file that a Logic job produced. */
export interface JobArtifact {
  /** The file's name; null when the server does not report it. */
  readonly filename: string | null;
  /** A URL of the file (Arrow IPC) that works without credentials for some time. */
  readonly presignedUrl: string | null;
  /** The same file within a private network. */
  readonly presignedUrlAp: string | null;
  /** How the file is encrypted; null for plain content. */
  readonly encryptionMaterial: string | null;
  /** All fields of the server, in its own spelling. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** All files of a Logic job. */
export interface JobArtifacts {
  /** The files, in the server's order. */
  readonly results: ReadonlyArray<JobArtifact>;
}

/** The problems of a Logic job, as the server sent them. */
export interface JobProblems {
  /** One object for each problem, in the server's own spelling. */
  readonly problems: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** The additional parts of a job. `artifacts` and `problems` exist for Logic only. */
export type IncludeKey = "details" | "events" | "artifacts" | "problems" | "raw";

/** The parts to include; keys in any case. */
export type JobInclude = Readonly<Partial<Record<IncludeKey, boolean>>>;

/** One job. A part is null unless `include` names it. Times are epoch milliseconds. */
export interface ReasonerJob {
  /** The job's id, unique among the jobs of its type. */
  readonly id: string;
  /** The type of the job's reasoner. */
  readonly reasonerType: ReasonerType;
  /** In the server's own case; null when the server sent none. */
  readonly state: ReasonerJobState | null;
  /** The reasoner's name. */
  readonly name: string | null;
  /** The database's name. */
  readonly model: string | null;
  /** The user who created it; null when the server does not report it. */
  readonly createdBy: string | null;
  /** When it was created, in epoch milliseconds; null when the server does not report it. */
  readonly createdOn: number | null;
  /** When it ended, in epoch milliseconds; null before. */
  readonly finishedAt: number | null;
  /** In milliseconds. */
  readonly duration: number | null;
  /** Why the service aborted it, in the service's own words; null otherwise. */
  readonly abortReason: string | null;
  /** The start parameters; null unless `include` names `details`. */
  readonly details: JobDetails | null;
  /** The first page of the stream `progress`. */
  readonly events: JobEvents | null;
  /** The files that a Logic job produced; null unless `include` names `artifacts`. */
  readonly artifacts: JobArtifacts | null;
  /** The problems of a Logic job; null unless `include` names `problems`. */
  readonly problems: JobProblems | null;
  /** The server's own row, complete. */
  readonly raw: unknown;
  /** Why an included part is null: the failure of its request. Empty when nothing failed. */
  readonly failures: Readonly<Partial<Record<"events" | "artifacts" | "problems", JobwireError>>>;
}

/** The status of a job in the terms of long-running operations. */
export interface JobOperationStatus {
  /** The job's id. */
  readonly id: string;
  /** The job's state in these terms: PENDING also when the server does not know the job (yet). */
  readonly status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** The reason of FAILED: the abort reason, otherwise a short text; null for other statuses. */
  readonly error: string | null;
  /** The facts behind the status; null when the server does not know the job (yet). */
  readonly raw: {
    /** In upper case. */
    readonly state: string | null;
    /** The type of the job's reasoner. */
    readonly reasonerType: ReasonerType;
    /** The reasoner's name; null when it is not known. */
    readonly name: string | null;
  } | null;
}

/** The payload of a create; `composePayload` makes one. */
export type JobPayload = Readonly<Record<string, unknown>>;

/** Options of a read of one job. */
export interface GetOptions extends CallOptions {
  /** The additional parts to read. Default: none. */
  readonly include?: JobInclude | undefined;
}

/** Options of a create. */
export interface CreateOptions extends CallOptions {
  /** The server ends the job after this many minutes; overrides the same key of the payload, on both backends. */
  readonly timeoutMins?: number | undefined;
}

/** Filters of a list. Names, states and users ignore case, on both backends. */
export interface ListOptions extends CallOptions {
  /** Only jobs of this type. Default: all types, merged. */
  readonly reasonerType?: ReasonerType | undefined;
  /** Only the job with this id. */
  readonly jobId?: string | undefined;
  /** Only jobs in this state; overrides `onlyActive`. */
  readonly state?: string | undefined;
  /** Only jobs of the reasoner with this name. */
  readonly name?: string | undefined;
  /** Only jobs of this user. Has no effect together with `allUsers`. */
  readonly createdBy?: string | undefined;
  /** Only jobs that are CREATED, PENDING or RUNNING. Default false. */
  readonly onlyActive?: boolean | undefined;
  /** Jobs of all users, whatever `createdBy` is. Default false. */
  readonly allUsers?: boolean | undefined;
  /** At most this many jobs; 0 or less returns none without a request. Default: all. */
  readonly limit?: number | undefined;
  /** Skip this many of the newest jobs; 0 or more. Default 0. */
  readonly offset?: number | undefined;
  /** The additional parts to read of each job. Default: none. */
  readonly include?: JobInclude | undefined;
}

/** Options of a read of events. */
export interface GetEventsOptions extends CallOptions {
  /** The token of an earlier page; absent or empty for the first page. */
  readonly continuationToken?: string | undefined;
  /** The stream's name. Default `progress`, the only one over SQL. */
  readonly stream?: string | undefined;
}

/** Options of a wait. Defaults: `timeoutMs` 900,000 and `pollIntervalMs` 500 (below 20,000). */
export interface ReasonerWaitOptions extends JobWaitOptions<ReasonerJob> {
  /** The additional parts to read of the ended job. Default: none. */
  readonly include?: JobInclude | undefined;
}

/** Options of a stop. */
export interface ReasonerStopOptions extends ReasonerWaitOptions, Pick<JobStopOptions<ReasonerJob>, "wait"> {
  /** Also a job of somebody else. Logic only; always goes over SQL. */
  readonly allUsers?: boolean | undefined;
}

/** Options of createReady. */
export interface CreateReadyOptions extends ReasonerWaitOptions {
  /** The server ends the job after this many minutes. */
  readonly timeoutMins?: number | undefined;
}

/** The exact position in a stream of events; plain JSON. */
export interface EventPosition {
  /** The last token that was not empty. */
  readonly token: string;
  /** The number of events after that token that were already emitted. */
  readonly given: number;
}

/** Options of a stream of events. */
export interface EventsOptions {
  /** Ends the stream when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Start here: the position of an earlier page, or a continuation token. Default: the first event. */
  readonly from?: string | EventPosition | undefined;
  /** The stream's name. Default `progress`, the only one over SQL. */
  readonly stream?: string | undefined;
  /** Milliseconds between polls for more events; below 20,000. Default 500. */
  readonly pollIntervalMs?: number | undefined;
  /** Milliseconds until the stream fails with `Timeout` (reason `deadline`). Default: no limit. */
  readonly timeoutMs?: number | undefined;
}

/** Some events in order, and the position after them. */
export interface EventPage {
  /** The events, each once, in order. */
  readonly events: ReadonlyArray<JobEvent>;
  /** The position after these events; `from` accepts it. */
  readonly position: EventPosition;
}

/** A job's events to its end, each once, in order. Sends nothing before the first read. */
export interface EventStream extends AsyncIterable<JobEvent> {
  /** The same events as pages with positions. */
  readonly pages: () => AsyncIterable<EventPage>;
}
