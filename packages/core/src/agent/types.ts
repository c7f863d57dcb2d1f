import type { Redacted } from "effect";
import type { HandleJson, JobHandle, Jobs, PlainJobTypes, Unsignalled } from "../surface/job-types.ts";
import type { CallOptions, JobStopOptions, JobWaitOptions } from "../surface/options.ts";
import type { LogTail, TailOptions } from "../tail/options.ts";
import type { AgentResources } from "./resource-types.ts";
import type { AgentPlugins } from "./plugin-types.ts";
import type { AgentTimeouts } from "./timeouts.ts";
import type { AgentStreamLimits } from "./stream-limits.ts";

/** An object of the agent under its own names: no schema of an agent is public, so nothing is renamed or left out. */
export type AgentRecord = Readonly<Record<string, unknown>>;

/** A credential: text, or text that no log shows. */
export type AgentSecret = string | Redacted.Redacted<string>;

/** One job. */
export interface AgentJob {
  /** `submission_id`, else `job_id`, else `id`; empty where a list has a job without any. */
  readonly id: string;
  /** `status`, else `state`, in upper case, such as `RUNNING`; null when the agent gave neither. */
  readonly status: string | null;
  /** The agent's own sentence, if any. */
  readonly message: string | null;
  /** Everything that the agent gave. */
  readonly fields: AgentRecord;
}

/** How to reach a Synapse Agent. Nothing is read from the environment here; see `agentFromEnv` of the Node package. */
export interface AgentOptions {
  /** e.g. `https://host/agents/7`; a path prefix is kept, with or without a final slash. */
  readonly baseUrl: string;
  /** Sent as it is in `Authorization`, to this origin only. A function is asked for each request. */
  readonly agentToken: AgentSecret | (() => string | Promise<string>);
  /** Sent as `SYNAPSE-User: Token …`. */
  readonly userToken?: AgentSecret | undefined;
  /** Sent as `SYNAPSE-Tenant: Token …`. */
  readonly tenant?: AgentSecret | undefined;
  /** Allows tokens over plain http to a host that is not loopback. Default false. */
  readonly allowInsecureToken?: boolean | undefined;
  readonly timeouts?: AgentTimeouts | undefined;
  /** Limits of each tail, unless it is given others. */
  readonly streamLimits?: AgentStreamLimits | undefined;
  /** How long waits and tails ride out failures without any success between, in milliseconds. Default 300,000. */
  readonly retryForMs?: number | undefined;
  /** Milliseconds between two status polls. Default 2,000. */
  readonly pollIntervalMs?: number | undefined;
}

/** Options of a wait. */
export interface AgentWaitOptions extends JobWaitOptions<AgentJob> {}

/** Options of a stop. */
export interface AgentStopOptions extends JobStopOptions<AgentJob> {}

/** Options of a tail. */
export interface AgentTailOptions extends Omit<TailOptions, "limits"> {
  /** Single limits replace the client's. */
  readonly streamLimits?: AgentStreamLimits | undefined;
  /** Sets connectMs and idleMs of this tail, in milliseconds, at most 300,000. */
  readonly timeoutMs?: number | undefined;
  /** To a handshake's or an answer's head, in milliseconds. */
  readonly connectMs?: number | undefined;
}

/** What a handle is as JSON. */
export interface AgentJobHandleJson extends HandleJson {
  readonly kind: "jobwire/agent-job";
  readonly jobId: string;
}

/** The types of an agent's jobs. A stop returns the agent's own answer, which has no known shape. */
export interface AgentJobTypes
  extends Omit<
    PlainJobTypes<AgentJob, never, unknown>,
    "handle" | "json" | "waitOptions" | "stopOptions" | "tailOptions"
  > {
  readonly handle: AgentJobHandle;
  readonly json: AgentJobHandleJson;
  readonly waitOptions: Unsignalled<AgentWaitOptions>;
  readonly stopOptions: Unsignalled<AgentStopOptions>;
  readonly tailOptions: Unsignalled<AgentTailOptions>;
}

/** One job of one agent. Serialises with `JSON.stringify`; `agent.jobs.handle(json)` restores it. */
export interface AgentJobHandle extends Omit<JobHandle<AgentJobTypes>, "delete"> {
  readonly jobId: string;
}

/**
 * Jobs of an agent. Ids are checked before anything is sent: 1 to 100 of `A–Z a–z 0–9 - _`, else `InvalidRequest` (400).
 * `plugins.run` starts jobs; an agent deletes none.
 */
export interface AgentJobs extends Omit<Jobs<AgentJobTypes>, "submit" | "delete"> {
  /** The whole log as text, also where it looks like JSON; UTF-8 whatever the content type says. */
  readonly getLogs: (id: string, options?: CallOptions) => Promise<string>;
  /**
   * Asks the job to stop, once: it is not sent again when it may have arrived (a browser may, by itself). Returns the agent's own
   * answer.
   */
  readonly stop: (id: string, options?: AgentStopOptions) => Promise<unknown>;
  /** Follows the log to its proven end, by whatever transport holds (`protocol`). Throws `InvalidRequest` (400) for a wrong id or option. */
  readonly tailLogs: (id: string, options?: AgentTailOptions) => LogTail;
  /** The same by WebSocket; where that does not hold, by looking at the plain log. */
  readonly tailLogsWebSocket: (id: string, options?: Omit<AgentTailOptions, "protocol">) => LogTail;
  /** The same by HTTP stream; where that does not hold, by looking at the plain log. */
  readonly tailLogsHttp: (id: string, options?: Omit<AgentTailOptions, "protocol">) => LogTail;
}

/** Things of one kind by their names, which are checked (not blank, not `.` or `..`) and percent-encoded. */
export interface AgentCollection {
  readonly list: (options?: CallOptions) => Promise<ReadonlyArray<AgentRecord>>;
  readonly get: (name: string, options?: CallOptions) => Promise<AgentRecord>;
}

/** Serve applications. */
export interface AgentServeApplications extends AgentCollection {
  /** Deletes one, once: it is not sent again when it may have arrived. */
  readonly delete: (name: string, options?: CallOptions) => Promise<void>;
}

/**
 * A Synapse Agent. Every error has the `statusCode` that the agent's documentation names: 408 for a server that is silent, 503 for
 * one that cannot be reached, 429 for a limit of a tail, 500 for an error event of a tail, 400 for a wrong argument.
 */
export interface AgentClient {
  readonly baseUrl: string;
  /**
   * The text with `<redacted>` for each secret of this client, in any of the usual spellings. Errors and statuses pass it; jobs
   * and logs are yours and do not: use it on what you print of them.
   */
  readonly redact: (text: string) => string;
  /** What the agent says of its health. */
  readonly health: (options?: CallOptions) => Promise<AgentRecord>;
  readonly jobs: AgentJobs;
  readonly nodes: AgentCollection;
  readonly tasks: AgentCollection;
  readonly serve: AgentServeApplications;
  readonly gpuStatus: (options?: CallOptions) => Promise<AgentRecord>;
  readonly resources: AgentResources;
  readonly plugins: AgentPlugins;
  /** Ends everything that is under way on this client with `Aborted`. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
