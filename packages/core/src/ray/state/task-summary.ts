import * as Shape from "../../shape.ts";
import { taskTable } from "./task-table.ts";
import { Counts, type Summarise, summarise } from "./summarise.ts";
import type { TaskSummary } from "./types.ts";

const WireSummary = Shape.Struct({
  summary: Shape.Record(Shape.Struct({ type: Shape.String, state_counts: Counts })),
  total_tasks: Shape.Number,
  total_actor_tasks: Shape.Number,
  total_actor_scheduled: Shape.Number,
});

/** Counts tasks by name: `GET /api/v0/tasks/summarize`, once. A warning here reports tasks that the store has forgotten. */
export const summariseTasks: Summarise<TaskSummary> = summarise({
  what: "tasks",
  filterable: taskTable.filterable,
  wire: WireSummary,
  warningsAreFailures: true,
  send: (client, query, init) => client.GET("/api/v0/tasks/summarize", { params: { query }, ...init }),
  toSummary: (wire, completeness): TaskSummary => ({
    ...completeness,
    byName: Object.fromEntries(
      Object.entries(wire.summary).map(([name, { type, state_counts: states }]) => [name, { type, states }]),
    ),
    totalTasks: wire.total_tasks,
    totalActorTasks: wire.total_actor_tasks,
    totalActorScheduled: wire.total_actor_scheduled,
  }),
});
