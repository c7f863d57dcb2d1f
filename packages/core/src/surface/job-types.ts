import type { LogTail, TailOptions } from "../tail/options.ts";
import type { JobOutcome } from "./job-outcome.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions, SubmitOptions } from "./options.ts";

/** Options without the signal: interruption replaces it where an operation is an Effect. */
export type Unsignalled<Options> = Omit<Options, "signal">;
/** The further option of operations that return a promise. */
type Signalled = Pick<CallOptions, "signal">;

/** The fields in the JSON of every handle, beside the fields that name the job. */
export interface HandleJson {
  /** Such as `jobwire/ray-job`. */
  readonly kind: string;
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
  readonly handle: unknown;
  readonly json: HandleJson;
  /** The request of a submit. */
  readonly request: unknown;
  /** The result of a stop. */
  readonly stopped: unknown;
  readonly listOptions: Unsignalled<CallOptions>;
  readonly getOptions: Unsignalled<CallOptions>;
  readonly waitOptions: Unsignalled<JobWaitOptions<never>>;
  readonly stopOptions: Unsignalled<JobStopOptions<never>>;
  readonly tailOptions: object;
}

/** The types of a system whose jobs have ids of text and whose calls have no options of their own. */
export interface PlainJobTypes<Job, Request = unknown, Stopped = void> {
  readonly job: Job;
  readonly seen: Job;
  readonly id: string;
  readonly handle: PlainHandle<Job, Request, Stopped>;
  readonly json: HandleJson & { readonly id: string };
  readonly request: Request;
  readonly stopped: Stopped;
  readonly listOptions: Unsignalled<CallOptions>;
  readonly getOptions: Unsignalled<CallOptions>;
  readonly waitOptions: Unsignalled<JobWaitOptions<Job>>;
  readonly stopOptions: Unsignalled<JobStopOptions<Job>>;
  readonly tailOptions: Unsignalled<TailOptions>;
}

interface PlainHandle<Job, Request, Stopped> extends JobHandle<PlainJobTypes<Job, Request, Stopped>> {
  readonly id: string;
}

/** One job of one client. Serialises with `JSON.stringify`; `jobs.handle(json)` restores it. */
export interface JobHandle<Types extends JobTypes> {
  readonly status: (options?: Types["getOptions"] & Signalled) => Promise<Types["job"]>;
  readonly logs: (options?: Types["tailOptions"] & Signalled) => LogTail;
  readonly getLogs: (options?: CallOptions) => Promise<string>;
  readonly stop: (options?: Types["stopOptions"] & Signalled) => Promise<Types["stopped"]>;
  readonly delete: (options?: CallOptions) => Promise<void>;
  /** The terminal job, whatever its status. */
  readonly wait: (options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  /** The terminal job if it succeeded; rejects with `JobFailed` or `JobStopped` otherwise. */
  readonly result: (options?: Types["waitOptions"] & Signalled) => Promise<Types["job"]>;
  readonly toJSON: () => Types["json"];
}

/**
 * The jobs of one system, as promises. Operations check ids and options before they send anything; an id or option that cannot work is
 * `InvalidRequest` (reason `local`). A job that the server does not know is `NotFound` (reason `unknown-job`). Reads are tried three times.
 */
export interface Jobs<Types extends JobTypes> {
  /** Submits once: does not repeat a request that may have arrived. */
  readonly submit: (request: Types["request"], options?: SubmitOptions) => Promise<Types["handle"]>;
  readonly list: (options?: Types["listOptions"] & Signalled) => Promise<ReadonlyArray<Types["job"]>>;
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
