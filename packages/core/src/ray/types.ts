import type { HandleJson, JobHandle, Jobs, PlainJobTypes, Unsignalled } from "../surface/job-types.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions, SubmitOptions } from "../surface/options.ts";
import type { TokenSource } from "../http/token-source.ts";
import type { RayClusterCalls, RayVersion } from "./cluster/cluster-calls.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { RayJob } from "./job.ts";
import type { JobListOptions } from "./select-jobs.ts";
import type { JobSearch, RayState } from "./state/types.ts";
import type { WorkerLogsOptions, WorkerLogTail } from "./worker-logs/types.ts";

export type { RayJob, RayJobStatus } from "./job.ts";
export type { RayNode } from "./node.ts";
export type { JobListOptions, JobsLeftOut } from "./select-jobs.ts";

/** The content of `POST /api/jobs/`. */
export interface SubmitRequest {
  /** The command, which `/bin/sh -c` runs on the cluster. */
  readonly entrypoint: string;
  /**
   * The job's id. Default: a new one (`raysubmit_` and 16 characters). The client always sends an id, so that it can find the
   * job after a submit with an unknown outcome.
   */
  readonly submissionId?: string | undefined;
  /** Ray's runtime_env, in Ray's own spelling. Local paths are refused: `expandRuntimeEnv` uploads them first. */
  readonly runtimeEnv?: Readonly<Record<string, unknown>> | undefined;
  /** Your own key-value pairs; the job keeps them. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** CPUs that the entrypoint reserves, 0 or more. Default 0. */
  readonly entrypointNumCpus?: number | undefined;
  /** GPUs that the entrypoint reserves, 0 or more. Default 0. */
  readonly entrypointNumGpus?: number | undefined;
  /** Memory that the entrypoint reserves, in bytes. Default 0. */
  readonly entrypointMemory?: number | undefined;
  /** Custom resources that the entrypoint reserves, by name. */
  readonly entrypointResources?: Readonly<Record<string, number>> | undefined;
  /** The labels of the nodes where the entrypoint may run. */
  readonly entrypointLabelSelector?: Readonly<Record<string, string>> | undefined;
}

/** Limits of each request, in milliseconds. */
export interface Timeouts {
  /** Until a response's head arrives, connecting included. Default 10,000. */
  readonly connectMs?: number | undefined;
  /** Without a byte of a response. Default 30,000. */
  readonly idleMs?: number | undefined;
  /** For each request as a whole; each 100 kB that it sends or receives add a second. Default 60,000; then `Timeout` (reason `request`). */
  readonly requestMs?: number | undefined;
}

/** Options of a client of a Ray cluster. It reads nothing from the environment; see `fromEnv` of the Node package. */
export interface RayOptions {
  /**
   * The dashboard's URL, e.g. `http://127.0.0.1:8265`, with a path prefix if needed. `ray://…` and bare `host:6379` are refused
   * with advice.
   */
  readonly address: string;
  /**
   * Ray's token, or a function that returns one for each request, and another one after Ray refused it (a 401, or the 403 `Invalid
   * authentication token`). The client sends it to this origin only.
   */
  readonly token?: TokenSource | undefined;
  /** The header for `Bearer <token>`. Use `x-ray-authorization` when a proxy uses Authorization. Default `authorization`. */
  readonly tokenHeader?: "authorization" | "x-ray-authorization" | undefined;
  /** Further headers of every request, e.g. for a proxy. The client treats their values as secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Allow a token or headers over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /**
   * In a page: the address is a proxy that removes the headers by which Ray recognizes a browser (docs/browsers.md shows one),
   * so writes are possible. Default false: writes fail with `BrowserRefused` before the client sends anything. No effect
   * elsewhere.
   */
  readonly browserProxy?: boolean | undefined;
  /** The deadline of each call, in milliseconds, retries included. Default none. Waits and tails have only their own. */
  readonly timeoutMs?: number | undefined;
  /** Limits of each request. See {@link Timeouts} for the defaults. */
  readonly timeouts?: Timeouts | undefined;
  /**
   * Waits and tails retry transient failures for up to this many milliseconds after the last success. Default 300,000. If it is set, a
   * submit retries for this long, too; without it, a submit is sent at most three times in a row.
   */
  readonly retryForMs?: number | undefined;
  /**
   * Once the server has let the client in, waits and tails also retry a 401, a 403 or a redirect to a sign-in, for up to this many
   * milliseconds. Default 0: such a response ends them.
   */
  readonly retryAuthForMs?: number | undefined;
  /** Milliseconds between two status polls. Default 2,000. */
  readonly pollIntervalMs?: number | undefined;
}

/** Options of a wait. */
export interface WaitOptions extends JobWaitOptions<RayJob> {}

/** Options of a stop. */
export interface StopOptions extends JobStopOptions<RayJob> {}

/** A handle as JSON. */
export interface RayJobHandleJson extends HandleJson {
  /** Identifies the JSON of a handle of a Ray job. */
  readonly kind: "jobwire/ray-job";
  /** The job's submission id. */
  readonly submissionId: string;
}

/** The types of Ray's jobs. */
export interface RayJobTypes
  extends Omit<
    PlainJobTypes<
      RayJob,
      SubmitRequest,
      {
        /** False when the job had already ended. */
        readonly stopped: boolean;
      }
    >,
    "handle" | "json" | "listOptions" | "waitOptions" | "stopOptions"
  > {
  /** The handle of a job. */
  readonly handle: RayJobHandle;
  /** The JSON of a handle. */
  readonly json: RayJobHandleJson;
  /** The options of a list. */
  readonly listOptions: Unsignalled<JobListOptions>;
  /** The options of a wait. */
  readonly waitOptions: Unsignalled<WaitOptions>;
  /** The options of a stop. */
  readonly stopOptions: Unsignalled<StopOptions>;
}

/** A job of a cluster. `JSON.stringify` serializes it, and `cluster.jobs.handle(json)` restores it. */
export interface RayJobHandle extends JobHandle<RayJobTypes> {
  /** The job's submission id. Ray's own job id names the job too, so it may be that. */
  readonly submissionId: string;
  /** As {@link RayJobs.tailWorkerLogs}. */
  readonly workerLogs: (options?: WorkerLogsOptions) => WorkerLogTail;
}

/**
 * Jobs of a cluster. An id is a submission id, or Ray's own job id. The client checks ids before it sends anything: not empty, at
 * most 240 bytes of UTF-8, no `/`, `\\`, `?`, `#`, `{`, `}` or control characters, not `.` or `..`.
 */
export interface RayJobs extends Jobs<RayJobTypes> {
  /**
   * Lists the jobs and drivers that the cluster remembers: all in the server's order, or the newest ones with `limit`, or those with
   * a `status`. One request (`GET /api/jobs/`) in any case. `search` lets Ray itself filter, up to 10,000 rows.
   */
  readonly list: (options?: JobListOptions) => Promise<ReadonlyArray<RayJob>>;
  /**
   * Submits once: after an ambiguous failure the client looks the job up by its submission id and never repeats the submit
   * blindly. When Ray reports an error and nevertheless lists the job as PENDING, it rejects with Ray's message (`ServerError`,
   * reason `never-started`) unless something starts the job. A browser may send the request twice on its own; the id makes the
   * second a conflict.
   */
  readonly submit: (request: SubmitRequest, options?: SubmitOptions) => Promise<RayJobHandle>;
  /**
   * Lists jobs by limit and filters (state API, columns `jobId`, `type`, `status`, `submissionId`); the result reports missing
   * rows.
   */
  readonly search: JobSearch;
  /**
   * Follows the logs of all worker processes of a job, on all nodes: each line once, with its source, in order within each log and in
   * no order between them. New workers are found while the job runs. Ends when the job has ended, and each log was read to its end
   * after that. Ray's own lines (`:job_id:`, `:task_name:`, `:actor_name:`) are not among them: they name the lines that follow.
   *
   * Rejects with the errors of a job's tail. If one log cannot be read to its end, because its node died for example, the others
   * continue and then the tail rejects with that error. Uses at most four of Ray's 100 slots at once, and reads a quiet log less
   * and less often, at least once a minute. The id may also be that of a driver. Throws `InvalidRequest` at once for an id or an option
   * that cannot work.
   */
  readonly tailWorkerLogs: (id: string, options?: WorkerLogsOptions) => WorkerLogTail;
  /**
   * Stops a job; resolves with `stopped: false` when it had already ended. Ray stops a PENDING job only after it starts: with
   * `wait`, `onStatus` reports why it does not start. A job that nothing will ever start rejects with `JobLost` (reason
   * `never-started`) if `wait` is set.
   */
  readonly stop: (
    id: string,
    options?: StopOptions,
  ) => Promise<{
    /** False when the job had already ended. */
    readonly stopped: boolean;
  }>;
}

/** A Ray cluster. */
export interface RayCluster extends RayState, RayClusterCalls {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "ray";
  /** The dashboard's address, without a trailing slash. */
  readonly address: string;
  /**
   * Replaces each secret of this client, in any of the usual spellings, with `<redacted>`. Errors and statuses are already
   * redacted; jobs and logs are your own data and are not: use this before you print them.
   */
  readonly redact: (text: string) => string;
  /** Reads the versions of Ray and of its jobs API. */
  readonly version: (options?: CallOptions) => Promise<RayVersion>;
  /** Resolves when the head's health check succeeds; otherwise rejects with the reason. */
  readonly health: (options?: CallOptions) => Promise<void>;
  /** The cluster's jobs. */
  readonly jobs: RayJobs;
  /** Ray Serve on the cluster. */
  readonly serve: RayServe;
  /** The archives that runtime environments use. */
  readonly packages: RayPackages;
  /** Ends every running call, wait and tail of this client with `Aborted`. */
  readonly close: () => Promise<void>;
  /** As `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
