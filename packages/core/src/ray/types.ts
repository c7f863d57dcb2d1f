import type { HandleJson, JobHandle, Jobs, PlainJobTypes, Unsignalled } from "../surface/job-types.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions, SubmitOptions } from "../surface/options.ts";
import type { Redacted } from "effect";
import type { RayClusterCalls } from "./cluster/types.ts";
import type { RayPackages } from "./packages/types.ts";
import type { RayServe } from "./serve/types.ts";
import type { JobSearch, RayState } from "./state/types.ts";

/** Statuses of Ray's jobs API (2.60); an unknown word is passed on and counts as not terminal. */
export type RayJobStatus = "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED" | (string & {});

/** One job as `GET /api/jobs/{id}` gives it, in camelCase. Times are epoch milliseconds. */
export interface RayJob {
  readonly type: "SUBMISSION" | "DRIVER";
  /** Null for DRIVER jobs. */
  readonly submissionId: string | null;
  /** Ray's own job id; null until the entrypoint connects to Ray, then the last driver's. */
  readonly jobId: string | null;
  readonly status: RayJobStatus;
  readonly entrypoint: string;
  readonly message: string | null;
  readonly errorType: string | null;
  /** When it was submitted. */
  readonly startTime: number | null;
  /** Null until terminal (a DRIVER's 0 while running is given as null). */
  readonly endTime: number | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly runtimeEnv: Readonly<Record<string, unknown>> | null;
  readonly driverInfo: { readonly id: string; readonly nodeIpAddress: string; readonly pid: string } | null;
  readonly driverAgentHttpAddress: string | null;
  readonly driverNodeId: string | null;
  readonly driverExitCode: number | null;
  /**
   * Fields, by Ray's names, that hold something else than they should, and are null here (`status` reads `UNKNOWN`). Absent when
   * there are none.
   */
  readonly unreadable?: ReadonlyArray<string>;
}

/** What `POST /api/jobs/` takes. */
export interface SubmitRequest {
  /** Run by `/bin/sh -c` on the cluster. */
  readonly entrypoint: string;
  /** Made by the client when absent (`raysubmit_` and 16 characters), so that an ambiguous submit can be told from a new one. */
  readonly submissionId?: string | undefined;
  readonly runtimeEnv?: Readonly<Record<string, unknown>> | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly entrypointNumCpus?: number | undefined;
  readonly entrypointNumGpus?: number | undefined;
  /** Bytes. */
  readonly entrypointMemory?: number | undefined;
  readonly entrypointResources?: Readonly<Record<string, number>> | undefined;
  readonly entrypointLabelSelector?: Readonly<Record<string, string>> | undefined;
}

/** `GET /api/version`. */
export interface RayVersion {
  /** The jobs API's own number, "4" in 2.40 to 2.60. */
  readonly apiVersion: string;
  readonly rayVersion: string;
  readonly rayCommit: string;
  readonly sessionName: string | null;
}

/** A node, live or dead. Times are epoch milliseconds; optional fields come with `detail`. */
export interface RayNode {
  readonly nodeId: string;
  readonly nodeIp: string;
  readonly isHeadNode: boolean;
  /** `ALIVE` or `DEAD`. */
  readonly state: string;
  readonly stateMessage: string | null;
  readonly nodeName: string | null;
  readonly resourcesTotal: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly startTimeMs?: number | null;
  /** Null while it lives. */
  readonly endTimeMs?: number | null;
}

/** Times in milliseconds. */
export interface Timeouts {
  /** To the answer's head, connecting included. Default 10,000. */
  readonly connectMs?: number | undefined;
  /** Between bytes of an answer. Default 30,000. */
  readonly idleMs?: number | undefined;
  /**
   * One call as a whole, retries included; waits and tails have only the limits given to them. Default: none for a call, but each
   * request ends with `Timeout` (reason `total`) after 60 s, and a second more for each 100 kB that it sends or receives.
   */
  readonly totalMs?: number | undefined;
}

/** How to reach a Ray cluster. Nothing is read from the environment here; see `fromEnv` of the Node package. */
export interface RayOptions {
  /** The dashboard, e.g. `http://127.0.0.1:8265`; a path prefix is kept. `ray://…` and bare `host:6379` are refused with advice. */
  readonly address: string;
  /** Ray's token, or a function that gives one for each request. Sent to this origin only. */
  readonly token?: string | Redacted.Redacted<string> | (() => string | Promise<string>) | undefined;
  /** The header that carries `Bearer <token>`. `x-ray-authorization` when a proxy owns Authorization. Default `authorization`. */
  readonly tokenHeader?: "authorization" | "x-ray-authorization" | undefined;
  /** Further headers of every request, e.g. a proxy's; treated as secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Allows a token or headers over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /**
   * In a page: the address is a proxy that removes the headers by which Ray knows a browser (docs/browsers.md shows one), so that
   * writes may be sent. Default false: there they fail with `BrowserRefused` before anything is sent. No matter elsewhere.
   */
  readonly browserProxy?: boolean | undefined;
  readonly timeouts?: Timeouts | undefined;
  /** How long waits and tails ride out failures without any success between, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /** Milliseconds between two status polls. Default 2,000. */
  readonly pollIntervalMs?: number | undefined;
}

/** Options of a wait. */
export interface WaitOptions extends JobWaitOptions<RayJob> {}

/** Options of a stop. */
export interface StopOptions extends JobStopOptions<RayJob> {}

/** What a handle is as JSON. */
export interface RayJobHandleJson extends HandleJson {
  readonly kind: "jobwire/ray-job";
  readonly submissionId: string;
}

/** The types of Ray's jobs. */
export interface RayJobTypes
  extends Omit<
    PlainJobTypes<RayJob, SubmitRequest, { readonly stopped: boolean }>,
    "handle" | "json" | "waitOptions" | "stopOptions"
  > {
  readonly handle: RayJobHandle;
  readonly json: RayJobHandleJson;
  readonly waitOptions: Unsignalled<WaitOptions>;
  readonly stopOptions: Unsignalled<StopOptions>;
}

/** One job of one cluster. Serialises with `JSON.stringify`; `cluster.jobs.handle(json)` restores it. */
export interface RayJobHandle extends JobHandle<RayJobTypes> {
  readonly submissionId: string;
}

/**
 * Jobs of a cluster. An id is a submission id, or Ray's own job id; it is checked before anything is sent: not empty, at most 240
 * bytes of UTF-8, no `/`, `\\`, `?`, `#`, `{`, `}` or control characters, not `.` or `..`.
 */
export interface RayJobs extends Jobs<RayJobTypes> {
  /**
   * Submits once: an ambiguous failure is looked up by the submission id, never repeated blindly. When Ray reports an error and
   * lists the job as PENDING all the same, it rejects with Ray's words (`ServerError`, reason `never-started`) unless something
   * starts the job. A browser may send it twice by itself; the id makes the second a conflict.
   */
  readonly submit: (request: SubmitRequest, options?: SubmitOptions) => Promise<RayJobHandle>;
  /** Jobs by limit and filters (state API, columns `jobId`, `type`, `status`, `submissionId`); what is missing shows in the result. */
  readonly search: JobSearch;
  /**
   * `stopped: false` when the job had already ended. A PENDING job is stopped once it starts: with `wait`, `onStatus` says why it
   * does not. One that nothing will ever start rejects with `JobLost` (reason `never-started`) under `wait`.
   */
  readonly stop: (id: string, options?: StopOptions) => Promise<{ readonly stopped: boolean }>;
}

/** A Ray cluster. */
export interface RayCluster extends RayState, RayClusterCalls {
  readonly address: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  readonly version: (options?: CallOptions) => Promise<RayVersion>;
  /** Resolves when the head answers its health check; rejects with the reason otherwise. */
  readonly health: (options?: CallOptions) => Promise<void>;
  readonly jobs: RayJobs;
  readonly serve: RayServe;
  readonly packages: RayPackages;
  /** Ends everything that is under way on this client with `Aborted`. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
