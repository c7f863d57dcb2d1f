import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayTask } from "./types.ts";
import { Amounts, Anything, column, detail } from "./wire-columns.ts";

const WireTask = Shape.Struct({
  task_id: Shape.String,
  attempt_number: Shape.Number,
  name: Shape.String,
  state: Shape.String,
  job_id: Shape.String,
  actor_id: column(Shape.String),
  type: Shape.String,
  func_or_class_name: Shape.String,
  parent_task_id: Shape.String,
  node_id: column(Shape.String),
  worker_id: column(Shape.String),
  worker_pid: column(Shape.Number),
  error_type: column(Shape.String),
  language: detail(Shape.String),
  required_resources: detail(Amounts),
  runtime_env_info: detail(Anything),
  placement_group_id: detail(Shape.String),
  events: detail(Shape.Array(Shape.Struct({ state: Shape.String, created_ms: Shape.Number }))),
  profiling_data: detail(Anything),
  creation_time_ms: detail(Shape.Number),
  start_time_ms: detail(Shape.Number),
  end_time_ms: detail(Shape.Number),
  task_log_info: detail(Anything),
  error_message: detail(Shape.String),
  is_debugger_paused: detail(Shape.Boolean),
  call_site: detail(Shape.String),
  label_selector: detail(Anything),
});

/** Fails to compile when the specification allows something that {@link WireTask} would refuse. */
const accepts = (task: components["schemas"]["TaskState"]): typeof WireTask.Encoded => task;
void accepts;

/** The table of tasks, with a row for each attempt: `GET /api/v0/tasks`. */
export const taskTable: StateTable<RayTask> = {
  one: "task",
  idColumn: "task_id",
  filterable: [
    "task_id",
    "attempt_number",
    "name",
    "state",
    "job_id",
    "actor_id",
    "type",
    "func_or_class_name",
    "parent_task_id",
    "node_id",
    "worker_id",
    "worker_pid",
    "error_type",
    "language",
    "placement_group_id",
    "is_debugger_paused",
  ],
  warningsAreFailures: true,
  send: (client, query, init) => client.GET("/api/v0/tasks", { params: { query }, ...init }),
  decode: rowDecoder(WireTask, ({ events, ...wire }) => ({
    ...camelKeys(wire),
    ...(events === undefined ? {} : { events: events?.map(camelKeys) ?? null }),
  })),
};
