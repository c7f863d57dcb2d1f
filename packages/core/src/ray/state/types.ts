// Longer than most files: the public types of the state API, which are only read together.
import type { CallOptions } from "../../surface/options.ts";
import type { LogTail, TailOptions } from "../../tail/options.ts";
import type { RayJob } from "../job.ts";
import type { RayNode } from "../node.ts";

/** A condition on a column; several conditions must all hold. Text comparison ignores case. */
export interface StateFilter {
  /**
   * The column in any spelling: as in the row (`jobId`), as Ray stores it (`job_id`) or prints it (`JOB_ID`). A column without
   * a filter fails with `InvalidRequest`.
   */
  readonly key: string;
  /** The comparison. Default `=`. */
  readonly predicate?: "=" | "!=" | undefined;
  /** The value to compare with. */
  readonly value: string | number | boolean;
}

/** Options of a list of rows. */
export interface StateListOptions extends CallOptions {
  /** The maximum number of rows, 1 to 10,000; default 100. Ray has no cursor: use filters when more rows match. */
  readonly limit?: number | undefined;
  /** Only rows that match all filters. Default: all rows. */
  readonly filters?: ReadonlyArray<StateFilter> | undefined;
  /** Fill in the fields that Ray returns only with details. Default false; `get` always does. */
  readonly detail?: boolean | undefined;
}

/** Options of a list of tasks. */
export interface TaskListOptions extends StateListOptions {
  /** Omit the tasks that represent drivers. Default true. */
  readonly excludeDriver?: boolean | undefined;
}

/**
 * A reason why rows may be missing from a response.
 *
 * - `limit`: more rows match than the limit.
 * - `source`: Ray's own store returned fewer rows than exist, or forgot some.
 * - `unreachable`: nodes of the cluster did not respond.
 * - `unreadable`: rows with an unexpected shape.
 */
export interface Incompleteness {
  readonly reason: "limit" | "source" | "unreachable" | "unreadable";
  readonly message: string;
}

/** Whether a response of the state API is complete. */
export interface Completeness {
  /** False when rows are missing; `incomplete` has the reasons. */
  readonly complete: boolean;
  readonly incomplete: ReadonlyArray<Incompleteness>;
  /** Further warnings of Ray, for example that it records no call sites. */
  readonly warnings: ReadonlyArray<string>;
}

/** Rows of a table of the state API, in Ray's order (by id). */
export interface StateList<Row> extends Completeness {
  readonly rows: ReadonlyArray<Row>;
  /** The number of matching rows, including those beyond the limit. */
  readonly matching: number;
}

/** One attempt of a task. Times are epoch milliseconds; optional fields need `detail`. */
export interface RayTask {
  readonly taskId: string;
  /** Counts from 0; a retried task has a row for each attempt. */
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
  /** Its `serialized_runtime_env` is JSON as text and may contain secrets of `env_vars`. */
  readonly runtimeEnvInfo?: Readonly<Record<string, unknown>> | null;
  readonly placementGroupId?: string | null;
  /** The time of each change of state. */
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

/** An actor. Optional fields need `detail`. */
export interface RayActor {
  readonly actorId: string;
  readonly className: string;
  /** `DEPENDENCIES_UNREADY`, `PENDING_CREATION`, `ALIVE`, `RESTARTING` or `DEAD`. */
  readonly state: string;
  /** Ray's own job id. */
  readonly jobId: string;
  /** Empty for an actor without a name. */
  readonly name: string | null;
  readonly nodeId: string | null;
  readonly pid: number | null;
  readonly rayNamespace: string | null;
  /** JSON as text; may contain secrets of `env_vars`. */
  readonly serializedRuntimeEnv?: string | null;
  readonly requiredResources?: Readonly<Record<string, number>> | null;
  /** Has one member, named after the kind of death, with an `error_message`. */
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

/** A worker process. Times are epoch milliseconds; optional fields need `detail`. */
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
  /** Null when Ray does not know it. */
  readonly workerLaunchTimeMs?: number | null;
  readonly workerLaunchedTimeMs?: number | null;
  readonly startTimeMs?: number | null;
  /** Null while the process is alive. */
  readonly endTimeMs?: number | null;
  readonly debuggerPort?: number | null;
  readonly numPausedThreads?: number | null;
}

/** A placement group. Optional fields need `detail`. */
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
  /** Ray's own statistics, with times in nanoseconds and microseconds as text. */
  readonly stats?: Readonly<Record<string, unknown>> | null;
}

/** One process's reference to an object; an object has a row for each process with a reference. */
export interface RayObject {
  readonly objectId: string;
  /** In bytes; null when Ray does not know it. */
  readonly objectSize: number | null;
  /** The state of the task that creates the object; `NIL` without such a task. */
  readonly taskStatus: string | null;
  readonly attemptNumber: number;
  /** Such as `LOCAL_REFERENCE` or `ACTOR_HANDLE`. */
  readonly referenceType: string;
  /** `disabled` unless the cluster records call sites. */
  readonly callSite: string;
  /** The kind of process: `DRIVER` or `WORKER`. */
  readonly type: string;
  readonly pid: number;
  readonly ip: string;
}

/** The number of rows in each state. */
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

/** Objects counted by the line of code that created them. */
export interface ObjectSummary extends Completeness {
  readonly byCallSite: Readonly<
    Record<
      string,
      {
        readonly totalObjects: number;
        /** In mebibytes. */
        readonly totalSizeMiB: number;
        readonly totalWorkers: number;
        readonly totalNodes: number;
        readonly taskStates: StateCounts;
        readonly referenceTypes: StateCounts;
      }
    >
  >;
  readonly totalObjects: number;
  /** In mebibytes. */
  readonly totalSizeMiB: number;
  /** True when the cluster records call sites; otherwise all are `disabled`. */
  readonly callSitesRecorded: boolean;
}

/** Options of a summary. */
export interface SummaryOptions extends CallOptions {
  /** Count only rows that match all filters. Default: all rows. */
  readonly filters?: ReadonlyArray<StateFilter> | undefined;
}

/** Options of a timeline. */
export interface TimelineOptions extends CallOptions {
  /** Ray's own job id. Default: all jobs. */
  readonly jobId?: string | undefined;
}

/** A timeline of tasks, for `chrome://tracing` or Perfetto. */
export interface TaskTimeline extends Completeness {
  /** Events in Chromium's trace event format, as Ray sent them. */
  readonly events: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Options of a worker's log. */
export interface WorkerLogOptions extends CallOptions {
  /** The output stream. Default `out`. */
  readonly stream?: "out" | "err" | undefined;
  /** Only the last N lines, 1 or more. Default: all. */
  readonly lines?: number | undefined;
}

/** Options of the log of one task attempt. */
export interface TaskLogOptions extends WorkerLogOptions {
  /** Counts from 0. Default 0. */
  readonly attemptNumber?: number | undefined;
}

/** Options of a tail of a worker's log. */
export interface WorkerTailOptions extends Omit<TailOptions, "protocol"> {
  /** The output stream. Default `out`. */
  readonly stream?: "out" | "err" | undefined;
}

/** Options of a tail of one task attempt. */
export interface TaskTailOptions extends WorkerTailOptions {
  /** Counts from 0. Default 0. */
  readonly attemptNumber?: number | undefined;
}

/** The rows of one kind. */
export interface StateRows<Row, One = Row, List extends StateListOptions = StateListOptions> {
  /** Lists rows. The result reports missing rows. */
  readonly list: (options?: List) => Promise<StateList<Row>>;
  /** Reads the row with this id, with details. Rejects with `NotFound` for an unknown id. */
  readonly get: (id: string, options?: CallOptions) => Promise<One>;
}

/** The calls of {@link RayTasks}. */
export interface RayTaskCalls extends StateRows<RayTask, ReadonlyArray<RayTask>, TaskListOptions> {
  /** Counts tasks by function or class. */
  readonly summary: (options?: SummaryOptions) => Promise<TaskSummary>;
  /** The tasks' timeline, for `chrome://tracing` or Perfetto. */
  readonly timeline: (options?: TimelineOptions) => Promise<TaskTimeline>;
  /** The output of one attempt only, without the rest of its worker's log. Rejects with `NotFound` (reason `unknown-log`). */
  readonly getLogs: (id: string, options?: TaskLogOptions) => Promise<string>;
}

/** Tasks of a cluster. Ray forgets ended tasks after some time. */
export interface RayTasks extends RayTaskCalls {
  /**
   * Follows the output of one attempt to its proven end: the attempt is FINISHED or FAILED, and its output was read up to where Ray
   * recorded its end. Has the positions and errors of a job's tail, and further ones: `JobLost` (reason `end-unknown`) when
   * Ray does not report where the output ends, `JobLost` (reason `gone`) when Ray forgets the task, and `InvalidRequest` (reason
   * `server`) for a call of an actor, whose output is only in the actor's log. Throws `InvalidRequest` at once for an id or an option
   * that cannot work.
   *
   * Workers run one task after the other and write to one file. Lines of a running task arrive up to the point where another task may
   * have begun; the rest arrives once Ray has recorded the end.
   */
  readonly tailLogs: (id: string, options?: TaskTailOptions) => LogTail;
}

/** The calls of {@link RayActors}. */
export interface RayActorCalls extends StateRows<RayActor> {
  /** Counts actors by class. */
  readonly summary: (options?: SummaryOptions) => Promise<ActorSummary>;
  /** The log of the actor's worker. Rejects with `NotFound` (reason `unknown-log`). */
  readonly getLogs: (id: string, options?: WorkerLogOptions) => Promise<string>;
}

/** Actors of a cluster. */
export interface RayActors extends RayActorCalls {
  /**
   * Follows the log of the actor's worker process to its proven end: the actor is DEAD, and the log was read to its end after that.
   * The first lines are Ray's own (`:job_id:`, `:actor_name:`). Has the positions and errors of a job's tail. When the actor restarts,
   * the tail reads the log of the former process to its end and fails with `LogReset` (reason `restarted`): a new tail reads that
   * of the new process. Throws `InvalidRequest` at once for an id or an option that cannot work.
   */
  readonly tailLogs: (id: string, options?: WorkerTailOptions) => LogTail;
}

/** Objects of a cluster; `get` returns a row for each process with a reference. */
export interface RayObjects extends StateRows<RayObject, ReadonlyArray<RayObject>> {
  /** Counts objects by call site. */
  readonly summary: (options?: SummaryOptions) => Promise<ObjectSummary>;
}

/** The calls of {@link RayState}. */
export interface RayStateCalls {
  readonly nodes: StateRows<RayNode>;
  /** `get` returns a row for each attempt, the first attempt first. */
  readonly tasks: RayTaskCalls;
  readonly actors: RayActorCalls;
  readonly workers: StateRows<RayWorker>;
  readonly placementGroups: StateRows<RayPlacementGroup>;
  readonly objects: RayObjects;
}

/** The state of a cluster: one member for each table. */
export interface RayState extends RayStateCalls {
  readonly tasks: RayTasks;
  readonly actors: RayActors;
}

/** Options of a search for jobs. */
export type JobSearchOptions = Omit<StateListOptions, "detail">;

/** Lists jobs by limit and filters. */
export type JobSearch = (options?: JobSearchOptions) => Promise<StateList<RayJob>>;
