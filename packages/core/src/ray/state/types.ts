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
  /** The kind of reason. */
  readonly reason: "limit" | "source" | "unreachable" | "unreadable";
  /** What is missing, and why, as a sentence for people. */
  readonly message: string;
}

/** Whether a response of the state API is complete. */
export interface Completeness {
  /** False when rows are missing; `incomplete` has the reasons. */
  readonly complete: boolean;
  /** Each reason why rows may be missing; empty when nothing is. */
  readonly incomplete: ReadonlyArray<Incompleteness>;
  /** Further warnings of Ray, for example that it records no call sites. */
  readonly warnings: ReadonlyArray<string>;
}

/** Rows of a table of the state API, in Ray's order (by id). */
export interface StateList<Row> extends Completeness {
  /** The rows, at most the limit. */
  readonly rows: ReadonlyArray<Row>;
  /** The number of matching rows, including those beyond the limit. */
  readonly matching: number;
}

/** One attempt of a task. Times are epoch milliseconds; optional fields need `detail`. */
export interface RayTask {
  /** The task's id; its attempts share it. */
  readonly taskId: string;
  /** Counts from 0; a retried task has a row for each attempt. */
  readonly attemptNumber: number;
  /** The task's name: `options(name=…)`, otherwise that of the function. */
  readonly name: string;
  /** Such as `PENDING_NODE_ASSIGNMENT`, `RUNNING`, `FINISHED`, `FAILED`. */
  readonly state: string;
  /** Ray's own job id. */
  readonly jobId: string;
  /** The actor on which it runs; null for a task on no actor. */
  readonly actorId: string | null;
  /** `NORMAL_TASK`, `ACTOR_TASK`, `ACTOR_CREATION_TASK` or `DRIVER_TASK`. */
  readonly type: string;
  /** The function, or the class of the actor. */
  readonly funcOrClassName: string;
  /** The id of the task that submitted it. */
  readonly parentTaskId: string;
  /** The node that ran this attempt; null before it has one. */
  readonly nodeId: string | null;
  /** The worker process that ran this attempt; null before it has one. */
  readonly workerId: string | null;
  /** The process id of that worker; null before it has one. */
  readonly workerPid: number | null;
  /** Ray's code for the failure, such as `TASK_EXECUTION_EXCEPTION`; null without one. */
  readonly errorType: string | null;
  /** The language of its code, such as `PYTHON`. */
  readonly language?: string | null;
  /** The resources that it needs, by name. */
  readonly requiredResources?: Readonly<Record<string, number>> | null;
  /** Its `serialized_runtime_env` is JSON as text and may contain secrets of `env_vars`. */
  readonly runtimeEnvInfo?: Readonly<Record<string, unknown>> | null;
  /** The placement group in which it runs; null without one. */
  readonly placementGroupId?: string | null;
  /** The time of each change of state. */
  readonly events?: ReadonlyArray<{
    /** The state that it entered. */
    readonly state: string;
    /** When it entered the state, in epoch milliseconds. */
    readonly createdMs: number;
  }> | null;
  /** Ray's own timings of the attempt, in its own shape. */
  readonly profilingData?: Readonly<Record<string, unknown>> | null;
  /** When it was submitted. */
  readonly creationTimeMs?: number | null;
  /** When it began to run; null before. */
  readonly startTimeMs?: number | null;
  /** When it finished or failed; null before. */
  readonly endTimeMs?: number | null;
  /** Where the worker's log files have this task's lines. `tasks.tailLogs` reads it for you. */
  readonly taskLogInfo?: Readonly<Record<string, unknown>> | null;
  /** The error with its Python traceback; null without one. */
  readonly errorMessage?: string | null;
  /** True while it waits in Ray's debugger. */
  readonly isDebuggerPaused?: boolean | null;
  /** The lines of code that submitted it; null unless the cluster records call sites. */
  readonly callSite?: string | null;
  /** The labels of the nodes on which it may run. */
  readonly labelSelector?: Readonly<Record<string, unknown>> | null;
}

/** An actor. Optional fields need `detail`. */
export interface RayActor {
  /** The actor's id. */
  readonly actorId: string;
  /** The name of its class. */
  readonly className: string;
  /** `DEPENDENCIES_UNREADY`, `PENDING_CREATION`, `ALIVE`, `RESTARTING` or `DEAD`. */
  readonly state: string;
  /** Ray's own job id. */
  readonly jobId: string;
  /** Empty for an actor without a name. */
  readonly name: string | null;
  /** The node that runs it; null before it has one. */
  readonly nodeId: string | null;
  /** Its process id; 0 or null before it has a process. */
  readonly pid: number | null;
  /** The namespace in which its name is unique. */
  readonly rayNamespace: string | null;
  /** JSON as text; may contain secrets of `env_vars`. */
  readonly serializedRuntimeEnv?: string | null;
  /** The resources that it needs, by name. */
  readonly requiredResources?: Readonly<Record<string, number>> | null;
  /** Has one member, named after the kind of death, with an `error_message`. */
  readonly deathCause?: Readonly<Record<string, unknown>> | null;
  /** True for an actor that outlives its job. */
  readonly isDetached?: boolean | null;
  /** The placement group in which it runs; null without one. */
  readonly placementGroupId?: string | null;
  /** The text of the class's own `__repr__`; empty without one. */
  readonly reprName?: string | null;
  /** How often Ray has restarted it, for any reason. */
  readonly numRestarts?: number | null;
  /** How often Ray restarted it to compute a lost object again. */
  readonly numRestartsDueToLineageReconstruction?: number | null;
  /** How often Ray restarted it because its node was preempted. */
  readonly numRestartsDueToNodePreemption?: number | null;
  /** The lines of code that created it; null unless the cluster records call sites. */
  readonly callSite?: string | null;
  /** The labels of the nodes on which it may run. */
  readonly labelSelector?: Readonly<Record<string, unknown>> | null;
}

/** A worker process. Times are epoch milliseconds; optional fields need `detail`. */
export interface RayWorker {
  /** The worker's id. */
  readonly workerId: string;
  /** True while the process runs. */
  readonly isAlive: boolean;
  /** `WORKER`, `DRIVER`, `SPILL_WORKER` or `RESTORE_WORKER`. */
  readonly workerType: string;
  /** How the process ended, such as `INTENDED_USER_EXIT` or `SYSTEM_ERROR`; null while it runs. */
  readonly exitType: string | null;
  /** The id of its node. */
  readonly nodeId: string;
  /** The IP address of its node. */
  readonly ip: string;
  /** Its process id. */
  readonly pid: number;
  /** Why the process ended, in Ray's own words; null while it runs. */
  readonly exitDetail?: string | null;
  /** Null when Ray does not know it. */
  readonly workerLaunchTimeMs?: number | null;
  /** When the process had started; null when Ray does not know it. */
  readonly workerLaunchedTimeMs?: number | null;
  /** When the worker had registered; null when Ray does not know it. */
  readonly startTimeMs?: number | null;
  /** Null while the process is alive. */
  readonly endTimeMs?: number | null;
  /** The port of Ray's debugger; null without one. */
  readonly debuggerPort?: number | null;
  /** Threads that wait in Ray's debugger. */
  readonly numPausedThreads?: number | null;
}

/** A placement group. Optional fields need `detail`. */
export interface RayPlacementGroup {
  /** The group's id. */
  readonly placementGroupId: string;
  /** The group's name; empty or null without one. */
  readonly name: string | null;
  /** Ray's own id of the job that created it. */
  readonly creatorJobId: string | null;
  /** `PENDING`, `PREPARED`, `CREATED`, `REMOVED` or `RESCHEDULING`. */
  readonly state: string;
  /** The bundles of resources that the group reserves together. */
  readonly bundles?: ReadonlyArray<{
    /** Counts from 0 within the group. */
    readonly index: number;
    /** The reserved resources, by name. */
    readonly unitResources: Readonly<Record<string, number>>;
    /** The node that has the bundle; null before Ray has found one. */
    readonly nodeId: string | null;
  }> | null;
  /** True for a group that outlives its job. */
  readonly isDetached?: boolean | null;
  /** Ray's own statistics, with times in nanoseconds and microseconds as text. */
  readonly stats?: Readonly<Record<string, unknown>> | null;
}

/** One process's reference to an object; an object has a row for each process with a reference. */
export interface RayObject {
  /** The object's id. */
  readonly objectId: string;
  /** In bytes; null when Ray does not know it. */
  readonly objectSize: number | null;
  /** The state of the task that creates the object; `NIL` without such a task. */
  readonly taskStatus: string | null;
  /** The attempt of the task that creates the object. */
  readonly attemptNumber: number;
  /** Such as `LOCAL_REFERENCE` or `ACTOR_HANDLE`. */
  readonly referenceType: string;
  /** `disabled` unless the cluster records call sites. */
  readonly callSite: string;
  /** The kind of process: `DRIVER` or `WORKER`. */
  readonly type: string;
  /** The process id of the process that holds the reference. */
  readonly pid: number;
  /** The IP address of that process's node. */
  readonly ip: string;
}

/** The number of rows in each state. */
export type StateCounts = Readonly<Record<string, number>>;

/** Tasks counted by function or class. */
export interface TaskSummary extends Completeness {
  /** The counts by the name of the function or the class. */
  readonly byName: Readonly<
    Record<
      string,
      {
        /** As the `type` of a {@link RayTask}. */
        readonly type: string;
        /** How many tasks are in each state. */
        readonly states: StateCounts;
      }
    >
  >;
  /** Tasks on no actor. */
  readonly totalTasks: number;
  /** Tasks on actors. */
  readonly totalActorTasks: number;
  /** Tasks that create an actor. */
  readonly totalActorScheduled: number;
}

/** Actors counted by class. */
export interface ActorSummary extends Completeness {
  /** The counts by the name of the class. */
  readonly byClass: Readonly<
    Record<
      string,
      {
        /** How many actors are in each state. */
        readonly states: StateCounts;
      }
    >
  >;
  /** All actors. */
  readonly totalActors: number;
}

/** Objects counted by the line of code that created them. */
export interface ObjectSummary extends Completeness {
  /** The counts by the lines of code. */
  readonly byCallSite: Readonly<
    Record<
      string,
      {
        /** Objects that the code created. */
        readonly totalObjects: number;
        /** In mebibytes. */
        readonly totalSizeMiB: number;
        /** Worker processes that hold references to them. */
        readonly totalWorkers: number;
        /** Nodes whose processes hold references to them. */
        readonly totalNodes: number;
        /** How many of the creating tasks are in each state. */
        readonly taskStates: StateCounts;
        /** How many references there are of each type. */
        readonly referenceTypes: StateCounts;
      }
    >
  >;
  /** All objects. */
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
  /** Nodes, live and dead. */
  readonly nodes: StateRows<RayNode>;
  /** `get` returns a row for each attempt, the first attempt first. */
  readonly tasks: RayTaskCalls;
  /** Actors, live and dead. */
  readonly actors: RayActorCalls;
  /** Worker processes, live and dead. */
  readonly workers: StateRows<RayWorker>;
  /** Placement groups. */
  readonly placementGroups: StateRows<RayPlacementGroup>;
  /** References to objects. */
  readonly objects: RayObjects;
}

/** The state of a cluster: one member for each table. */
export interface RayState extends RayStateCalls {
  /** Tasks, with tails of their logs. `get` returns a row for each attempt, the first attempt first. */
  readonly tasks: RayTasks;
  /** Actors, live and dead, with tails of their logs. */
  readonly actors: RayActors;
}

/** Options of a search for jobs. */
export type JobSearchOptions = Omit<StateListOptions, "detail">;

/** Lists jobs by limit and filters. */
export type JobSearch = (options?: JobSearchOptions) => Promise<StateList<RayJob>>;
