import type { Secret } from "../http/secret-text.ts";
import type { TokenFunction } from "../http/token-source.ts";
import type { AgentRecord } from "./agent-record.ts";
import type { HandleJson, JobHandle, Jobs, PlainJobTypes, Unsignalled } from "../surface/job-types.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions } from "../surface/options.ts";
import type { LogTail, TailOptions } from "../tail/options.ts";
import type { AgentResources } from "./resource-types.ts";
import type { AgentPlugins } from "./plugin-types.ts";
import type { AgentTimeouts } from "./timeouts.ts";
import type { AgentStreamLimits } from "./stream-limits.ts";

export type { AgentRecord } from "./agent-record.ts";

/** A credential: plain text, or a text that logs do not show. */
export type AgentSecret = Secret;

/** One job. */
export interface AgentJob {
  /** `submission_id`, otherwise `job_id`, otherwise `id`; empty when a list has a job without any. */
  readonly id: string;
  /** `status`, otherwise `state`, in upper case, such as `RUNNING`; null when the agent sent neither. */
  readonly status: string | null;
  /** The agent's own message, if it sent one. */
  readonly message: string | null;
  /** All fields that the agent sent. */
  readonly fields: AgentRecord;
}

/** Options of a client of a Synapse Agent. It reads nothing from the environment; see `agentFromEnv` of the Node package. */
export interface AgentOptions {
  /** The agent's URL, e.g. `https://host/agents/7`, with a path prefix if needed, with or without a final slash. */
  readonly address: string;
  /**
   * The value of `Authorization`, unchanged; the client sends it to this origin only. It calls a function before each request.
   */
  readonly agentToken: AgentSecret | TokenFunction;
  /** The client sends it as `SYNAPSE-User: Token …`. */
  readonly userToken?: AgentSecret | undefined;
  /** The client sends it as `SYNAPSE-Tenant: Token …`. */
  readonly tenant?: AgentSecret | undefined;
  /** Allow tokens over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  /** The deadline of each call, in milliseconds, retries included. Default none. Waits and tails have only their own. */
  readonly timeoutMs?: number | undefined;
  /** Limits of each request. */
  readonly timeouts?: AgentTimeouts | undefined;
  /** Limits of each tail, unless the tail has its own. */
  readonly limits?: AgentStreamLimits | undefined;
  /** Waits and tails retry transient failures for up to this many milliseconds after the last success. Default 300,000. */
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
export interface AgentWaitOptions extends JobWaitOptions<AgentJob> {}

/** Options of a stop. */
export interface AgentStopOptions extends JobStopOptions<AgentJob> {}

/** Options of a tail. */
export interface AgentTailOptions extends Omit<TailOptions, "limits"> {
  /** Limits of this tail; each replaces the client's. */
  readonly limits?: AgentStreamLimits | undefined;
  /** Until a handshake or a response's head arrives, in milliseconds. */
  readonly connectMs?: number | undefined;
}

/** A handle as JSON. */
export interface AgentJobHandleJson extends HandleJson {
  /** Identifies the JSON of a handle of an agent's job. */
  readonly kind: "jobwire/agent-job";
  /** The job's id. */
  readonly jobId: string;
}

/** The types of an agent's jobs. A stop returns the agent's own response, which has no known shape. */
export interface AgentJobTypes
  extends Omit<
    PlainJobTypes<AgentJob, never, unknown>,
    "handle" | "json" | "waitOptions" | "stopOptions" | "tailOptions"
  > {
  /** The handle of a job. */
  readonly handle: AgentJobHandle;
  /** The JSON of a handle. */
  readonly json: AgentJobHandleJson;
  /** The options of a wait. */
  readonly waitOptions: Unsignalled<AgentWaitOptions>;
  /** The options of a stop. */
  readonly stopOptions: Unsignalled<AgentStopOptions>;
  /** The options of a tail. */
  readonly tailOptions: Unsignalled<AgentTailOptions>;
}

/** A job of an agent. `JSON.stringify` serializes it, and `agent.jobs.handle(json)` restores it. */
export interface AgentJobHandle extends Omit<JobHandle<AgentJobTypes>, "delete"> {
  /** The job's id. */
  readonly jobId: string;
}

/**
 * Jobs of an agent. The client checks ids before it sends anything: 1 to 100 of `A–Z a–z 0–9 - _`, otherwise `InvalidRequest`
 * (400). `plugins.run` starts jobs; an agent deletes none.
 */
export interface AgentJobs extends Omit<Jobs<AgentJobTypes>, "submit" | "delete"> {
  /**
   * Reads the whole log as text, even if it looks like JSON, in UTF-8 whatever the content type is. Rejects with
   * `StreamLimitExceeded` above 268,435,456 characters.
   */
  readonly getLogs: (id: string, options?: CallOptions) => Promise<string>;
  /**
   * Asks the job to stop. The client does not repeat a stop that may have arrived (a browser may, on its own). Resolves with
   * the agent's own response.
   */
  readonly stop: (id: string, options?: AgentStopOptions) => Promise<unknown>;
  /**
   * Follows the log to its proven end over any working transport (`protocol`). Throws `InvalidRequest` (400) for a wrong id or
   * option.
   */
  readonly tailLogs: (id: string, options?: AgentTailOptions) => LogTail;
  /** Follows the log by WebSocket, and by polling the plain log when the WebSocket does not work. */
  readonly tailLogsWebSocket: (id: string, options?: Omit<AgentTailOptions, "protocol">) => LogTail;
  /** Follows the log by HTTP stream, and by polling the plain log when the stream does not work. */
  readonly tailLogsHttp: (id: string, options?: Omit<AgentTailOptions, "protocol">) => LogTail;
}

/** Objects of one kind by their names, which the client checks (not blank, not `.` or `..`) and percent-encodes. */
export interface AgentCollection {
  /** Lists the objects. */
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<AgentRecord>>;
  /** Reads an object. Rejects with `NotFound` (reason `unknown-name`) for an unknown name. */
  readonly get: (name: string, options?: CallOptions) => Promise<AgentRecord>;
}

/** Serve applications. */
export interface AgentServeApplications extends AgentCollection {
  /** Deletes an application. The client does not repeat a delete that may have arrived. */
  readonly delete: (name: string, options?: CallOptions) => Promise<void>;
}

/**
 * A Synapse Agent. Every error has the `statusCode` that the agent's documentation names: 408 for a silent server, 503 for an
 * unreachable one, 429 for a limit of a tail, 500 for an error event of a tail, 400 for a wrong argument.
 */
export interface AgentClient {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "agent";
  /** The agent's URL, without a trailing slash. */
  readonly address: string;
  /**
   * Replaces each secret of this client, in any of the usual spellings, with `<redacted>`. Errors and statuses are already
   * redacted; jobs and logs are your own data and are not: use this before you print them.
   */
  readonly redact: (text: string) => string;
  /** Reads the agent's health, in the agent's own shape. */
  readonly health: (options?: CallOptions) => Promise<AgentRecord>;
  /** The agent's jobs. */
  readonly jobs: AgentJobs;
  /** The nodes of the agent's cluster. */
  readonly nodes: AgentCollection;
  /** The agent's tasks. */
  readonly tasks: AgentCollection;
  /** The agent's Serve applications. */
  readonly serve: AgentServeApplications;
  /** Reads the GPU status, in the agent's own shape. */
  readonly gpuStatus: (options?: CallOptions) => Promise<AgentRecord>;
  /** The agent's resources and policy. */
  readonly resources: AgentResources;
  /** The agent's plugins. */
  readonly plugins: AgentPlugins;
  /** Ends every running call, wait and tail of this client with `Aborted`. */
  readonly close: () => Promise<void>;
  /** As `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
