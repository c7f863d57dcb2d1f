import * as Schema from "effect/Schema";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayTask } from "./types.ts";
import { Amounts, Anything, column, detail } from "./wire-columns.ts";

const WireTask = Schema.Struct({
  task_id: Schema.String,
  attempt_number: Schema.Number,
  name: Schema.String,
  state: Schema.String,
  job_id: Schema.String,
  actor_id: column(Schema.String),
  type: Schema.String,
  func_or_class_name: Schema.String,
  parent_task_id: Schema.String,
  node_id: column(Schema.String),
  worker_id: column(Schema.String),
  worker_pid: column(Schema.Number),
  error_type: column(Schema.String),
  language: detail(Schema.String),
  required_resources: detail(Amounts),
  runtime_env_info: detail(Anything),
  placement_group_id: detail(Schema.String),
  events: detail(Schema.Array(Schema.Struct({ state: Schema.String, created_ms: Schema.Number }))),
  profiling_data: detail(Anything),
  creation_time_ms: detail(Schema.Number),
  start_time_ms: detail(Schema.Number),
  end_time_ms: detail(Schema.Number),
  task_log_info: detail(Anything),
  error_message: detail(Schema.String),
  is_debugger_paused: detail(Schema.Boolean),
  call_site: detail(Schema.String),
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
