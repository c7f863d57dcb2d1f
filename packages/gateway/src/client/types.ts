import type {
  AgentJobHandle,
  AgentJobHandleJson,
  AgentJobTypes,
  AgentRecord,
  CallOptions,
  CreateOptions,
  EventsOptions,
  EventStream,
  GetEventsOptions,
  JobEvents,
  JobHandle,
  JobOperationStatus,
  JobPayload,
  Jobs,
  RayActor,
  RayJobHandleJson,
  RayJobTypes,
  RayNode,
  RayTask,
  ReasonerJob,
  ReasonerJobHandle,
  ReasonerJobId,
  ReasonerJobTypes,
  ReasonerType,
  ServeApplication,
  StateList,
  TailOptions,
} from "@jobwire/core";

/** A system that a gateway offers. */
export interface GatewaySystem {
  /** The name for {@link GatewayClient.ray}, {@link GatewayClient.agent} and {@link GatewayClient.reasoner}. */
  readonly name: string;
  /** The kind of system, which decides the client to use. A newer gateway may have further kinds. */
  readonly kind: "ray" | "agent" | "reasoner" | (string & {});
  /** What the system can do and the caller may do, such as `submit`. */
  readonly operations: ReadonlyArray<string>;
}

/** Members of every client. */
interface Closable {
  /** The gateway's address, without a trailing slash. */
  readonly address: string;
  /** Replaces each secret of this client, in any of the usual spellings, with `<redacted>`. */
  readonly redact: (text: string) => string;
  /** Ends every running call, wait and tail of this client with `Aborted`. */
  readonly close: () => Promise<void>;
  /** As `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** A list of objects of a cluster. */
export interface GatewayList<Rows, Options extends CallOptions = CallOptions> {
  /** Lists them, as the gateway's system returns them. */
  readonly list: (options?: Options) => Promise<Rows>;
}

/** Rows of a Ray cluster; `incomplete` has the reasons why rows may be missing. */
export type GatewayRows<Row> = Pick<StateList<Row>, "rows" | "matching" | "complete" | "incomplete">;

/** Options of a list of tasks or actors. */
export interface GatewayRowOptions extends CallOptions {
  /** At most this many rows, 1 to 10,000. */
  readonly limit?: number | undefined;
  /** Only rows of this job, by Ray's own job id. */
  readonly jobId?: string | undefined;
}

/** The types of Ray's jobs behind a gateway. */
export interface GatewayRayJobTypes extends Omit<RayJobTypes, "handle"> {
  /** The handle of a job. */
  readonly handle: GatewayRayJobHandle;
}

/** A Ray job behind a gateway. */
export interface GatewayRayJobHandle extends JobHandle<GatewayRayJobTypes> {
  /** The job's submission id. */
  readonly submissionId: string;
  /** The handle as plain JSON, which `jobs.handle` restores. */
  readonly toJSON: () => RayJobHandleJson;
}

/** A Ray cluster behind a gateway. `jobs` has the operations, options and errors of `ray().jobs`, without those of worker logs. */
export interface GatewayRay extends Closable {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "ray";
  /** The cluster's jobs. */
  readonly jobs: Jobs<GatewayRayJobTypes>;
  /** The cluster's nodes. */
  readonly nodes: GatewayList<GatewayRows<RayNode>>;
  /** The cluster's tasks, from Ray's state API. */
  readonly tasks: GatewayList<GatewayRows<RayTask>, GatewayRowOptions>;
  /** The cluster's actors, from Ray's state API. */
  readonly actors: GatewayList<GatewayRows<RayActor>, GatewayRowOptions>;
  /** The applications of Ray Serve. */
  readonly serve: GatewayList<ReadonlyArray<ServeApplication>>;
}

/** The types of an agent's jobs behind a gateway. */
export interface GatewayAgentJobTypes extends Omit<AgentJobTypes, "handle" | "tailOptions"> {
  /** The handle of a job. */
  readonly handle: GatewayAgentJobHandle;
  /** The options of a tail. */
  readonly tailOptions: Omit<TailOptions, "signal">;
}

/** An agent's job behind a gateway. */
export interface GatewayAgentJobHandle
  extends Omit<JobHandle<GatewayAgentJobTypes>, "delete">,
    Pick<AgentJobHandle, "jobId"> {
  /** The handle as plain JSON, which `jobs.handle` restores. */
  readonly toJSON: () => AgentJobHandleJson;
}

/** A Synapse Agent behind a gateway. `jobs` has the operations, options and errors of `agent().jobs`. */
export interface GatewayAgent extends Closable {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "agent";
  /** The agent's jobs. An agent starts them by plugins, so there is no `submit`. */
  readonly jobs: Omit<Jobs<GatewayAgentJobTypes>, "submit" | "delete">;
  /** The cluster's nodes, with the fields that the agent sends. */
  readonly nodes: GatewayList<ReadonlyArray<AgentRecord>>;
  /** The cluster's tasks, with the fields that the agent sends. */
  readonly tasks: GatewayList<ReadonlyArray<AgentRecord>>;
  /** The applications of Ray Serve, with the fields that the agent sends. */
  readonly serve: GatewayList<ReadonlyArray<AgentRecord>>;
}

/** The types of reasoner jobs behind a gateway. */
export interface GatewayReasonerJobTypes extends Omit<ReasonerJobTypes, "seen"> {
  /** A job as one request reads it. */
  readonly seen: ReasonerJob;
}

/** Reasoner jobs behind a gateway: the operations, options and errors of `reasoner().jobs`, without `createReady`. */
export interface GatewayReasonerJobs
  extends Omit<Jobs<GatewayReasonerJobTypes>, "submit" | "delete" | "getLogs" | "tailLogs"> {
  /** Starts a job. It is sent once: when its outcome is unknown, it rejects with `CreateOutcomeUnknown`. */
  readonly create: (
    type: ReasonerType,
    name: string,
    payload: JobPayload,
    options?: CreateOptions,
  ) => Promise<ReasonerJobHandle>;
  /** One page of events. */
  readonly getEvents: (id: ReasonerJobId, options?: GetEventsOptions) => Promise<JobEvents>;
  /** All events to the job's end, each once, in order. */
  readonly events: (id: ReasonerJobId, options?: EventsOptions) => EventStream;
  /** The status of a job; PENDING when the server does not know it. */
  readonly getOperation: (id: ReasonerJobId, options?: CallOptions) => Promise<JobOperationStatus>;
}

/** Reasoners behind a gateway. */
export interface GatewayReasoner extends Closable {
  /** The kind of system: distinguishes clients of several systems. */
  readonly kind: "reasoner";
  /** The jobs of the reasoners. */
  readonly jobs: GatewayReasonerJobs;
}

/** A client of a gateway. Its clients of systems send nothing before an operation is called. */
export interface GatewayClient extends Closable {
  /** The systems that the caller may read. */
  readonly systems: (options?: CallOptions) => Promise<ReadonlyArray<GatewaySystem>>;
  /** The Ray cluster of this name. */
  readonly ray: (system: string) => GatewayRay;
  /** The Synapse Agent of this name. */
  readonly agent: (system: string) => GatewayAgent;
  /** The reasoners of this name. */
  readonly reasoner: (system: string) => GatewayReasoner;
}
