import type { CallOptions, JobStopOptions, JobWaitOptions } from "../surface/options.ts";
import type { JobwireError } from "../errors.ts";

/**
 * What runs a job: a Logic reasoner (its jobs are transactions), a Prescriptive one (solver) or a Predictive one (machine
 * learning). A type that the server has and this package does not know is passed on as it is.
 */
export type ReasonerType = "Logic" | "Prescriptive" | "Predictive" | (string & {});

/**
 * What names a job: ids are unique only among the jobs of one type. A {@link ReasonerJob} and a handle name their job, too.
 */
export interface ReasonerJobId {
  readonly reasonerType: ReasonerType;
  readonly id: string;
  /** The reasoner's name, where it is known; a handle keeps it. */
  readonly name?: string | null | undefined;
}

/**
 * States that are known; others exist. COMPLETED, FAILED, CANCELED, ABORTED, and CANCELLED and SUCCEEDED, are ends; so is an
 * unknown word of a job that has a time of its end.
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

/** What the job was started with, from the same row; no further request. */
export interface JobDetails {
  /** The database. */
  readonly model: string | null;
  readonly readOnly: boolean | null;
  /** As the server keeps it: JSON text for Prescriptive and Predictive jobs. */
  readonly payload: unknown;
  readonly timeoutMs: number | null;
}

/** A page of a job's events. */
export interface JobEvents {
  /** The server's own objects. */
  readonly events: ReadonlyArray<JobEvent>;
  /** Gives the next page; null when there is nothing further now (an empty token counts as none). */
  readonly continuationToken: string | null;
}

/**
 * One event, as the server made it; `{ type: "LogMessage", event: { message } }` is the one that is known. What is no object
 * is given as `{ value }`.
 */
export type JobEvent = Readonly<Record<string, unknown>>;

/** A file that a Logic job left. */
export interface JobArtifact {
  readonly filename: string | null;
  /** Gives the file (Arrow IPC) to whoever has it, for a time. */
  readonly presignedUrl: string | null;
  /** The same within a private network. */
  readonly presignedUrlAp: string | null;
  /** How the file is encrypted; null for plain content. */
  readonly encryptionMaterial: string | null;
  /** Everything the server said of it, in its own spelling. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** All files of a Logic job. */
export interface JobArtifacts {
  readonly results: ReadonlyArray<JobArtifact>;
}

/** The problems of a Logic job, as the server made them. */
export interface JobProblems {
  readonly problems: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** What may be asked for besides the job itself. `artifacts` and `problems` exist for Logic only. */
export type IncludeKey = "details" | "events" | "artifacts" | "problems" | "raw";

/** What to include; keys are taken in any case. */
export type JobInclude = Readonly<Partial<Record<IncludeKey, boolean>>>;

/** One job. What was not asked for by `include` is null. Times are epoch milliseconds. */
export interface ReasonerJob {
  readonly id: string;
  readonly reasonerType: ReasonerType;
  /** In the server's own case; null when it said none. */
  readonly state: ReasonerJobState | null;
  /** The reasoner's name. */
  readonly name: string | null;
  /** The database's name. */
  readonly model: string | null;
  readonly createdBy: string | null;
  readonly createdOn: number | null;
  readonly finishedAt: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  readonly abortReason: string | null;
  readonly details: JobDetails | null;
  /** The first page of the stream `progress`. */
  readonly events: JobEvents | null;
  readonly artifacts: JobArtifacts | null;
  readonly problems: JobProblems | null;
  /** The server's own row, nothing left out. */
  readonly raw: unknown;
  /** Why what was asked for is null all the same: the failure of its request. Empty when nothing failed. */
  readonly failures: Readonly<Partial<Record<"events" | "artifacts" | "problems", JobwireError>>>;
}

/** Where a job stands, in the words of long-running operations. */
export interface JobOperationStatus {
  readonly id: string;
  readonly status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Why it FAILED: the abort reason, else a short text; null otherwise. */
  readonly error: string | null;
  /** What it was made from; null when the server does not know the job (yet). */
  readonly raw: {
    /** In upper case. */
    readonly state: string | null;
    readonly reasonerType: ReasonerType;
    readonly name: string | null;
  } | null;
}

/** What a job is started with; `composePayload` makes one. */
export type JobPayload = Readonly<Record<string, unknown>>;

/** Options of a read of one job. */
export interface GetOptions extends CallOptions {
  readonly include?: JobInclude | undefined;
}

/** Options of a create. */
export interface CreateOptions extends CallOptions {
  /** Minutes after which the server ends the job; goes before the same key of the payload, on both backends. */
  readonly timeoutMins?: number | undefined;
}

/** Which jobs to list. Names, states and users are compared without case, on both backends. */
export interface ListOptions extends CallOptions {
  /** Without it: all types, merged. */
  readonly reasonerType?: ReasonerType | undefined;
  readonly jobId?: string | undefined;
  /** Goes before `onlyActive`. */
  readonly state?: string | undefined;
  /** The reasoner's name. */
  readonly name?: string | undefined;
  /** Has no effect together with `allUsers`. */
  readonly createdBy?: string | undefined;
  /** CREATED, PENDING and RUNNING only. Default false. */
  readonly onlyActive?: boolean | undefined;
  readonly allUsers?: boolean | undefined;
  /** At most this many; 0 or less: none, without a request. Default: all. */
  readonly limit?: number | undefined;
  /** Jobs to leave out at the newest end; 0 or more. Default 0. */
  readonly offset?: number | undefined;
  readonly include?: JobInclude | undefined;
}

/** Options of a read of events. */
export interface GetEventsOptions extends CallOptions {
  /** From an earlier page; absent or empty for the first. */
  readonly continuationToken?: string | undefined;
  /** Default `progress`; SQL has no other. */
  readonly stream?: string | undefined;
}

/** Options of a wait; `timeoutMs` is 900,000 and `pollIntervalMs` 500 (below 20,000) unless given. */
export interface ReasonerWaitOptions extends JobWaitOptions<ReasonerJob> {
  readonly include?: JobInclude | undefined;
}

/** Options of a stop. */
export interface ReasonerStopOptions extends ReasonerWaitOptions, Pick<JobStopOptions<ReasonerJob>, "wait"> {
  /** Also a job of somebody else. Logic only; always goes over SQL. */
  readonly allUsers?: boolean | undefined;
}

/** Options of createReady. */
export interface CreateReadyOptions extends ReasonerWaitOptions {
  readonly timeoutMins?: number | undefined;
}

/** Exactly where a stream of events stands; plain JSON. */
export interface EventPosition {
  /** The last token that was not empty. */
  readonly token: string;
  /** Events after that token that were given already. */
  readonly given: number;
}

/** Options of a stream of events. */
export interface EventsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Begin here: a position of an earlier page, or a continuation token. Default: the first event. */
  readonly from?: string | EventPosition | undefined;
  /** Default `progress`; SQL has no other. */
  readonly stream?: string | undefined;
  /** Milliseconds between looks for more; default 500, below 20,000. */
  readonly pollIntervalMs?: number | undefined;
  /** Milliseconds until `Timeout` (reason `deadline`); default none. */
  readonly timeoutMs?: number | undefined;
}

/** Some events in order, and where the next begins. */
export interface EventPage {
  readonly events: ReadonlyArray<JobEvent>;
  /** Everything up to here was given; `from` accepts it. */
  readonly position: EventPosition;
}

/** A job's events to its end, each once, in order. Nothing is sent before the first is asked for. */
export interface EventStream extends AsyncIterable<JobEvent> {
  /** The same as pages with positions. */
  readonly pages: () => AsyncIterable<EventPage>;
}
