/** Ray 2.60's columns of its state tables, as far as a filter depends on them. */

/** How a table's data source checks a filter on a column before the table itself does. */
export interface SourceColumn {
  /** The length of the id in bytes; the source refuses a value that is no such id. */
  readonly idBytes?: number;
  /** The known states, and their kind; the source refuses any other value. */
  readonly states?: { readonly of: string; readonly names: readonly string[] };
  /** The only value that the source uses. */
  readonly only?: string;
}

/** The facts about one table. */
export interface StateSchema {
  /** Columns shown without `detail`, in order. */
  readonly columns: readonly string[];
  readonly filterable: readonly string[];
  /** Columns whose filter value is read as an integer, or as a boolean, before any row is read. */
  readonly integers: readonly string[];
  readonly booleans: readonly string[];
  /** Columns that a row lacks when they are null: no filter on them matches such a row, not even `!=`. */
  readonly absent: readonly string[];
  readonly source: Readonly<Record<string, SourceColumn>>;
  /** The predicates that the source checks. */
  readonly sourcePredicates: "=" | "both";
  /** Which counters include the rows that the source left out. */
  readonly counted: "total" | "total-and-truncated" | "none";
}

const words = (text: string): readonly string[] => text.split(" ");

const plain = {
  integers: [],
  booleans: [],
  absent: [],
  source: {},
  sourcePredicates: "=",
  counted: "none",
} satisfies Partial<StateSchema>;

/** The tables of the state API that this server has. */
export type StateTableName = "nodes" | "jobs" | "tasks" | "actors" | "workers" | "placement_groups" | "objects";

/** By the name of the table in its path. The order of `filterable` is that of a Python set: arbitrary. */
export const STATE_SCHEMAS: Readonly<Record<StateTableName, StateSchema>> = {
  nodes: {
    ...plain,
    columns: words("node_id node_ip is_head_node state state_message node_name resources_total labels"),
    filterable: words("node_id node_ip is_head_node state node_name"),
    booleans: ["is_head_node"],
    source: {
      node_id: { idBytes: 28 },
      node_name: {},
      state: { states: { of: "node", names: ["ALIVE", "DEAD"] } },
    },
    counted: "total",
  },
  jobs: {
    ...plain,
    columns: words("job_id submission_id entrypoint type status message error_type driver_info"),
    filterable: words("job_id type status submission_id"),
  },
  tasks: {
    ...plain,
    columns: words(
      "task_id attempt_number name state job_id actor_id type func_or_class_name parent_task_id node_id worker_id worker_pid error_type",
    ),
    filterable: words(
      "actor_id worker_pid language task_id type name func_or_class_name worker_id error_type placement_group_id job_id node_id is_debugger_paused state parent_task_id attempt_number",
    ),
    integers: ["attempt_number"],
    absent: ["error_type"],
    source: { actor_id: { idBytes: 16 }, job_id: { idBytes: 4 }, task_id: { idBytes: 24 }, name: {}, state: {} },
    sourcePredicates: "both",
  },
  actors: {
    ...plain,
    columns: words("actor_id class_name state job_id name node_id pid ray_namespace"),
    filterable: words("actor_id pid ray_namespace repr_name name placement_group_id job_id node_id class_name state"),
    integers: words("num_restarts num_restarts_due_to_lineage_reconstruction num_restarts_due_to_node_preemption"),
    absent: ["placement_group_id"],
    source: {
      actor_id: { idBytes: 16 },
      job_id: { idBytes: 4 },
      state: {
        states: { of: "actor", names: ["DEPENDENCIES_UNREADY", "PENDING_CREATION", "ALIVE", "RESTARTING", "DEAD"] },
      },
    },
    counted: "total-and-truncated",
  },
  workers: {
    ...plain,
    columns: words("worker_id is_alive worker_type exit_type node_id ip pid"),
    filterable: words("worker_type ip pid worker_id node_id exit_type is_alive num_paused_threads debugger_port"),
    integers: ["pid"],
    booleans: ["is_alive"],
    absent: ["exit_type", "debugger_port", "num_paused_threads"],
    source: { is_alive: { only: "True" } },
    counted: "total",
  },
  placement_groups: {
    ...plain,
    columns: words("placement_group_id name creator_job_id state"),
    filterable: words("is_detached creator_job_id name placement_group_id state"),
  },
  objects: {
    ...plain,
    columns: words("object_id object_size task_status attempt_number reference_type call_site type pid ip"),
    filterable: words("pid ip type object_size object_id call_site reference_type task_status attempt_number"),
    integers: ["object_size", "attempt_number", "pid"],
  },
};
