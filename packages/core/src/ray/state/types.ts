import type { CallOptions } from "../../surface/options.ts";
import type { RayJob } from "../job.ts";
import type { RayNode } from "../node.ts";

/** One condition on a column; several must all hold. Text is compared without regard to case. */
export interface StateFilter {
  /** The column in any spelling: as the row has it (`jobId`), as Ray has it (`job_id`) or prints it (`JOB_ID`). One that cannot be filtered is `InvalidRequest`. */
  readonly key: string;
  /** Default `=`. */
  readonly predicate?: "=" | "!=" | undefined;
  readonly value: string | number | boolean;
}

/** Which rows of a table are wanted. */
export interface StateListOptions extends CallOptions {
  /** The most rows, 1 to 10,000; default 100. There is no cursor: narrow by filters when there are more. */
  readonly limit?: number | undefined;
  readonly filters?: ReadonlyArray<StateFilter> | undefined;
  /** Fills in the fields that a row has only in detail. Default false; `get` always does. */
  readonly detail?: boolean | undefined;
}

/** Which tasks are wanted. */
export interface TaskListOptions extends StateListOptions {
  /** Leaves out the tasks that drivers themselves are. Default true. */
  readonly excludeDriver?: boolean | undefined;
}

/**
 * Why rows may be missing from an answer.
 *
 * - `limit`: more rows match than the limit.
 * - `source`: Ray's own store gave fewer rows than there are, or forgot some.
 * - `unreachable`: nodes of the cluster did not answer.
 * - `unreadable`: rows that make no sense.
 */
export interface Incompleteness {
  readonly reason: "limit" | "source" | "unreachable" | "unreadable";
  readonly message: string;
}

/** Whether an answer of the state API is all there is. */
export interface Completeness {
  /** False when something is missing; `incomplete` says why. */
  readonly complete: boolean;
  readonly incomplete: ReadonlyArray<Incompleteness>;
  /** What Ray has to say besides, such as that it records no call sites. */
  readonly warnings: ReadonlyArray<string>;
}

/** Rows of a table of the state API, in Ray's order (by id). */
export interface StateList<Row> extends Completeness {
  readonly rows: ReadonlyArray<Row>;
  /** How many rows match, the ones that the limit left off included. */
  readonly matching: number;
}

/** One attempt of a task. Times are epoch milliseconds; optional fields come with `detail`. */
export interface RayTask {
  readonly taskId: string;
  /** From 0; a retried task has a row for each. */
  readonly attemptNumber: number;
  readonly name: string;
  /** Such as `PENDING_NODE_ASSIGNMENT`, `RUNNING`, `FINISHED`, `FAILED`. */
  readonly state: string;
  /** Ray's own job id. */
  readonly jobId: string;
  readonly actorId: string | null;
  /** `NORMAL_TASK`, `ACTOR_TASK`, `ACTOR_CREATION_TASK` or `DRIVER_TASK`. */
  readonly type: string;
  readonly funcOrClassName: string;
  readonly parentTaskId: string;
  readonly nodeId: string | null;
  readonly workerId: string | null;
  readonly workerPid: number | null;
  readonly errorType: string | null;
  readonly language?: string | null;
  readonly requiredResources?: Readonly<Record<string, number>> | null;
  /** `serialized_runtime_env` in it is JSON as text and may hold secrets of `env_vars`. */
  readonly runtimeEnvInfo?: Readonly<Record<string, unknown>> | null;
  readonly placementGroupId?: string | null;
  /** When it came into which state. */
  readonly events?: ReadonlyArray<{ readonly state: string; readonly createdMs: number }> | null;
  readonly profilingData?: Readonly<Record<string, unknown>> | null;
  readonly creationTimeMs?: number | null;
  readonly startTimeMs?: number | null;
  readonly endTimeMs?: number | null;
  readonly taskLogInfo?: Readonly<Record<string, unknown>> | null;
  readonly errorMessage?: string | null;
  readonly isDebuggerPaused?: boolean | null;
  readonly callSite?: string | null;
  readonly labelSelector?: Readonly<Record<string, unknown>> | null;
}

/** An actor. Optional fields come with `detail`. */
export interface RayActor {
  readonly actorId: string;
  readonly className: string;
  /** `DEPENDENCIES_UNREADY`, `PENDING_CREATION`, `ALIVE`, `RESTARTING` or `DEAD`. */
  readonly state: string;
  /** Ray's own job id. */
  readonly jobId: string;
  /** Empty when it was given none. */
  readonly name: string | null;
  readonly nodeId: string | null;
  readonly pid: number | null;
  readonly rayNamespace: string | null;
  /** JSON as text; may hold secrets of `env_vars`. */
  readonly serializedRuntimeEnv?: string | null;
  readonly requiredResources?: Readonly<Record<string, number>> | null;
  /** One member, named by the kind of death, with an `error_message`. */
  readonly deathCause?: Readonly<Record<string, unknown>> | null;
  readonly isDetached?: boolean | null;
  readonly placementGroupId?: string | null;
  readonly reprName?: string | null;
  readonly numRestarts?: number | null;
  readonly numRestartsDueToLineageReconstruction?: number | null;
  readonly numRestartsDueToNodePreemption?: number | null;
  readonly callSite?: string | null;
  readonly labelSelector?: Readonly<Record<string, unknown>> | null;
}

/** A worker process. Times are epoch milliseconds; optional fields come with `detail`. */
export interface RayWorker {
  readonly workerId: string;
  readonly isAlive: boolean;
  /** `WORKER`, `DRIVER`, `SPILL_WORKER` or `RESTORE_WORKER`. */
  readonly workerType: string;
  readonly exitType: string | null;
  readonly nodeId: string;
  readonly ip: string;
  readonly pid: number;
  readonly exitDetail?: string | null;
  /** Null also when Ray does not know it. */
  readonly workerLaunchTimeMs?: number | null;
  readonly workerLaunchedTimeMs?: number | null;
  readonly startTimeMs?: number | null;
  /** Null while it lives. */
  readonly endTimeMs?: number | null;
  readonly debuggerPort?: number | null;
  readonly numPausedThreads?: number | null;
}

/** A placement group. Optional fields come with `detail`. */
export interface RayPlacementGroup {
  readonly placementGroupId: string;
  readonly name: string | null;
  readonly creatorJobId: string | null;
  /** `PENDING`, `PREPARED`, `CREATED`, `REMOVED` or `RESCHEDULING`. */
  readonly state: string;
  readonly bundles?: ReadonlyArray<{
    readonly index: number;
    readonly unitResources: Readonly<Record<string, number>>;
    readonly nodeId: string | null;
  }> | null;
  readonly isDetached?: boolean | null;
  /** Ray's own figures, times in nanoseconds and microseconds as text. */
  readonly stats?: Readonly<Record<string, unknown>> | null;
}

/** One process's reference to an object; an object has a row for each process that holds one. */
export interface RayObject {
  readonly objectId: string;
  /** Bytes; null when Ray does not know. */
  readonly objectSize: number | null;
  /** State of the task that makes it; `NIL` when there is none. */
  readonly taskStatus: string | null;
  readonly attemptNumber: number;
  /** Such as `LOCAL_REFERENCE` or `ACTOR_HANDLE`. */
  readonly referenceType: string;
  /** `disabled` unless the cluster records call sites. */
  readonly callSite: string;
  /** Of the process: `DRIVER` or `WORKER`. */
  readonly type: string;
  readonly pid: number;
  readonly ip: string;
}

/** Rows by state. */
export type StateCounts = Readonly<Record<string, number>>;

/** Tasks counted by function or class. */
export interface TaskSummary extends Completeness {
  readonly byName: Readonly<Record<string, { readonly type: string; readonly states: StateCounts }>>;
  readonly totalTasks: number;
  readonly totalActorTasks: number;
  /** Tasks that create an actor. */
  readonly totalActorScheduled: number;
}

/** Actors counted by class. */
export interface ActorSummary extends Completeness {
  readonly byClass: Readonly<Record<string, { readonly states: StateCounts }>>;
  readonly totalActors: number;
}

/** Objects counted by the place in the code that made them. */
export interface ObjectSummary extends Completeness {
  readonly byCallSite: Readonly<
    Record<
      string,
      {
        readonly totalObjects: number;
        /** Mebibytes. */
        readonly totalSizeMiB: number;
        readonly totalWorkers: number;
        readonly totalNodes: number;
        readonly taskStates: StateCounts;
        readonly referenceTypes: StateCounts;
      }
    >
  >;
  readonly totalObjects: number;
  /** Mebibytes. */
  readonly totalSizeMiB: number;
  /** Whether the cluster records call sites; otherwise they all read `disabled`. */
  readonly callSitesRecorded: boolean;
}

/** Which rows a summary counts. */
export interface SummaryOptions extends CallOptions {
  readonly filters?: ReadonlyArray<StateFilter> | undefined;
}

/** Whose profile is wanted. */
export interface TimelineOptions extends CallOptions {
  /** Ray's own job id; default all jobs. */
  readonly jobId?: string | undefined;
}

/** What tasks did when, for `chrome://tracing` or Perfetto. */
export interface TaskTimeline extends Completeness {
  /** Events of Chromium's trace event format, as Ray made them. */
  readonly events: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Which part of a worker's log is wanted. */
export interface WorkerLogOptions extends CallOptions {
  /** Default `out`. */
  readonly stream?: "out" | "err" | undefined;
  /** The last N lines, 1 or more; default all. */
  readonly lines?: number | undefined;
}

/** Which attempt's log is wanted. */
export interface TaskLogOptions extends WorkerLogOptions {
  /** From 0; default 0. */
  readonly attemptNumber?: number | undefined;
}

/** Rows of one kind: a list, and one by its id. */
export interface StateRows<Row, One = Row, List extends StateListOptions = StateListOptions> {
  readonly list: (options?: List) => Promise<StateList<Row>>;
  /** In detail. Rejects with `NotFound` when there is none. */
  readonly get: (id: string, options?: CallOptions) => Promise<One>;
}

/** Tasks of a cluster. Ray forgets tasks that ended, in time. */
export interface RayTasks extends StateRows<RayTask, ReadonlyArray<RayTask>, TaskListOptions> {
  readonly summary: (options?: SummaryOptions) => Promise<TaskSummary>;
  readonly timeline: (options?: TimelineOptions) => Promise<TaskTimeline>;
  /** What one attempt wrote, and nothing else of its worker. */
  readonly getLogs: (id: string, options?: TaskLogOptions) => Promise<string>;
}

/** Actors of a cluster. */
export interface RayActors extends StateRows<RayActor> {
  readonly summary: (options?: SummaryOptions) => Promise<ActorSummary>;
  /** The log of the actor's worker. */
  readonly getLogs: (id: string, options?: WorkerLogOptions) => Promise<string>;
}

/** Objects of a cluster; `get` gives a row for each process that holds a reference. */
export interface RayObjects extends StateRows<RayObject, ReadonlyArray<RayObject>> {
  readonly summary: (options?: SummaryOptions) => Promise<ObjectSummary>;
}

/** The state of a cluster, table by table. */
export interface RayState {
  readonly nodes: StateRows<RayNode>;
  /** `get` gives a row for each attempt, the first one first. */
  readonly tasks: RayTasks;
  readonly actors: RayActors;
  readonly workers: StateRows<RayWorker>;
  readonly placementGroups: StateRows<RayPlacementGroup>;
  readonly objects: RayObjects;
}

/** Which jobs are wanted. */
export type JobSearchOptions = Omit<StateListOptions, "detail">;

/** Jobs by limit and filters. */
export type JobSearch = (options?: JobSearchOptions) => Promise<StateList<RayJob>>;
