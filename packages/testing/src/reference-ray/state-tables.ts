import type { StateTable } from "./state-query.ts";

type Row = Readonly<Record<string, unknown>>;

/** Tables of the state API whose rows are given by a test: nothing here runs tasks or actors. */
export type GivenTable = "tasks" | "actors" | "workers" | "placement_groups" | "objects";

/** Columns without `detail`, those that can be filtered (as Ray 2.60 names them in its refusals), and the length of ids that are read as ids. */
interface Columns {
  readonly columns: readonly string[];
  readonly filterable: readonly string[];
  readonly ids: Readonly<Record<string, number>>;
}

export const GIVEN_TABLES: Readonly<Record<GivenTable, Columns>> = {
  tasks: {
    columns: words(
      "task_id attempt_number name state job_id actor_id type func_or_class_name parent_task_id node_id worker_id worker_pid error_type",
    ),
    filterable: words(
      "actor_id worker_pid language task_id type name func_or_class_name worker_id error_type placement_group_id job_id node_id is_debugger_paused state parent_task_id attempt_number",
    ),
    ids: { task_id: 24 },
  },
  actors: {
    columns: words("actor_id class_name state job_id name node_id pid ray_namespace"),
    filterable: words("actor_id pid ray_namespace repr_name name placement_group_id job_id node_id class_name state"),
    ids: { actor_id: 16 },
  },
  workers: {
    columns: words("worker_id is_alive worker_type exit_type node_id ip pid"),
    filterable: words("worker_type ip pid worker_id node_id exit_type is_alive num_paused_threads debugger_port"),
    ids: {},
  },
  placement_groups: {
    columns: words("placement_group_id name creator_job_id state"),
    filterable: words("is_detached creator_job_id name placement_group_id state"),
    ids: {},
  },
  objects: {
    columns: words("object_id object_size task_status attempt_number reference_type call_site type pid ip"),
    filterable: words("pid ip type object_size object_id call_site reference_type task_status attempt_number"),
    ids: {},
  },
};

/** The rows that were given. */
export class GivenRows {
  readonly #rows = new Map<GivenTable, Row[]>();

  add(table: GivenTable, row: Row): void {
    this.#rows.set(table, [...this.of(table), row]);
  }

  of(table: GivenTable): readonly Row[] {
    return this.#rows.get(table) ?? [];
  }

  /** The table as a request sees it; `exclude_driver` hides the tasks that drivers are. */
  table(table: GivenTable, excludeDriver: boolean): StateTable {
    const rows = this.of(table).filter(({ type }) => !excludeDriver || type !== "DRIVER_TASK");
    return { ...GIVEN_TABLES[table], rows, explainsBadOptions: true };
  }
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
