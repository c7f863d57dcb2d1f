import type { LogTail, TailOptions } from "../tail/options.ts";
import type { JobOutcome } from "./job-outcome.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions, SubmitOptions } from "./options.ts";

/** Options without the signal: interruption replaces it where an operation is an Effect. */
export type Unsignalled<Options> = Omit<Options, "signal">;
/** The further option of operations that return a promise. */
export type Signalled = Pick<CallOptions, "signal">;

/** The fields in the JSON of every handle, beside the fields that name the job. */
export interface HandleJson {
  /** Such as `jobwire/ray-job`. */
  readonly kind: string;
  /** The version of this format. `jobs.handle` refuses others with `InvalidRequest`. */
  readonly version: 1;
}

/** The types by which the jobs of one system differ from those of another. */
export interface JobTypes {
  /** A job, as calls return it. */
  readonly job: unknown;
  /** A job as one request reads it; mostly the same as `job`. */
  readonly seen: unknown;
  /** The name of a job in a call. */
  readonly id: unknown;
  /** The handle of a job. */
  readonly handle: unknown;
  /** The JSON of a handle. */
  readonly json: HandleJson;
  /** The request of a submit. */
  readonly request: unknown;
  /** The result of a stop. */
  readonly stopped: unknown;
  /** The options of a list. */
  readonly listOptions: Unsignalled<CallOptions>;
  /** The options of a read of one job. */
  readonly getOptions: Unsignalled<CallOptions>;
  /** The options of a wait. */
  readonly waitOptions: Unsignalled<JobWaitOptions<never>>;
  /** The options of a stop. */
  readonly stopOptions: Unsignalled<JobStopOptions<never>>;
  /** The options of a tail. */
  readonly tailOptions: object;
}

/** The types of a system whose jobs have ids of text and whose calls have no options of their own. */
export interface PlainJobTypes<Job, Request = unknown, Stopped = void> {
  /** A job, as calls return it. */
  readonly job: Job;
  /** A job as one request reads it. */
  readonly seen: Job;
  /** The id of a job. */
  readonly id: string;
  /** The handle of a job. */
  readonly handle: PlainHandle<Job, Request, Stopped>;
  /** The JSON of a handle. */
  readonly json: HandleJson & {
    /** The job's id. */
    readonly id: string;
  };
  /** The request of a submit. */
  readonly request: Request;
  /** The result of a stop. */
  readonly stopped: Stopped;
  /** The options of a list. */
  readonly listOptions: Unsignalled<CallOptions>;
  /** The options of a read of one job. */
  readonly getOptions: Unsignalled<CallOptions>;
  /** The options of a wait. */
  readonly waitOptions: Unsignalled<JobWaitOptions<Job>>;
  /** The options of a stop. */
  readonly stopOptions: Unsignalled<JobStopOptions<Job>>;
  /** The options of a tail. */
  readonly tailOptions: Unsignalled<TailOptions>;
}

/** A handle of a job whose id is text. */
export interface PlainHandle<Job, Request, Stopped> extends JobHandle<PlainJobTypes<Job, Request, Stopped>> {
  /** The job's id. */
  readonly id: string;
}

/** One job of one client. Serialises with `JSON.stringify`; `jobs.handle(json)` restores it. */
export interface JobHandle<Types extends JobTypes> {
  /** Reads the job as it is now. Rejects with `NotFound` (reason `unknown-job`) when the server does not know it. */
  readonly status: (options?: Types["getOptions"] & Signalled) => Promise<Types["job"]>;
  /** Follows the job's log to its proven end, as {@link Jobs.tailLogs}. */
  readonly logs: (options?: Types["tailOptions"] & Signalled) => LogTail;
  /** Reads the whole log as it is now, as one string. */
  readonly getLogs: (options?: CallOptions) => Promise<string>;
  /** Asks the job to stop; with `wait`, waits until it is terminal. */
  readonly stop: (options?: Types["stopOptions"] & Signalled) => Promise<Types["stopped"]>;
  /** Deletes the record of the job, which must be terminal; otherwise rejects with `Conflict`. */
  readonly delete: (options?: CallOptions) => Promise<void>;
  /** The terminal job, whatever its status. */
  readonly wait: (options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  /** The terminal job if it succeeded; rejects with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  /** The handle as plain JSON. It has no address and no credentials: restore it with a client of the same server. */
  readonly toJSON: () => Types["json"];
}

/**
 * The jobs of one system, as promises. Operations check ids and options before they send anything; an id or option that cannot work is
 * `InvalidRequest` (reason `local`). A job that the server does not know is `NotFound` (reason `unknown-job`). Reads are tried three times.
 */
export interface Jobs<Types extends JobTypes> {
  /** Submits once: does not repeat a request that may have arrived. */
  readonly submit: (request: Types["request"], options?: SubmitOptions) => Promise<Types["handle"]>;
  /** Lists the jobs that the options select. */
  readonly list: (options?: Types["listOptions"] & Signalled) => Promise<ReadonlyArray<Types["job"]>>;
  /** Reads a job as it is now. */
  readonly get: (id: Types["id"], options?: Types["getOptions"] & Signalled) => Promise<Types["job"]>;
  /** The whole log as one string. */
  readonly getLogs: (id: Types["id"], options?: CallOptions) => Promise<string>;
  /** Follows the log to its proven end. Throws `InvalidRequest` at once for an id or an option that cannot work. */
  readonly tailLogs: (id: Types["id"], options?: Types["tailOptions"] & Signalled) => LogTail;
  /** Asks the job to stop; with `wait`, waits until it is terminal. */
  readonly stop: (id: Types["id"], options?: Types["stopOptions"] & Signalled) => Promise<Types["stopped"]>;
  /** Deletes the record of a terminal job. */
  readonly delete: (id: Types["id"], options?: CallOptions) => Promise<void>;
  /**
   * The terminal job, whatever its status. Waits of one client share their polls. Retries transient failures; a job that vanished is
   * `JobLost`, and a deadline is `Timeout` (reason `deadline`) with the job as last seen.
   */
  readonly wait: (id: Types["id"], options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  /** The terminal jobs in the order of the ids; the first failure ends all waits. */
  readonly waitAll: (
    ids: ReadonlyArray<Types["id"]>,
    options?: Types["waitOptions"] & Signalled,
  ) => Promise<ReadonlyArray<Types["job"]>>;
  /** The terminal job if it succeeded; rejects with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (id: Types["id"], options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  /** How a job of this client ended; undefined while it may still change. Sends nothing. */
  readonly outcomeOf: (job: Types["job"]) => JobOutcome | undefined;
  /** A handle without any request. Throws `InvalidRequest` for a value that is neither an id nor the JSON of a handle. */
  readonly handle: (idOrJson: Types["id"] | Types["json"]) => Types["handle"];
}
