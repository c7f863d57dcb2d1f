import { Effect } from "effect";
import type { JobwireError } from "../../errors.ts";
import type { Effectful } from "../../surface/effectful.ts";
import type { RayApi } from "../api.ts";
import type { EffectCallOptions } from "../effects.ts";
import { actorTable } from "./actor-table.ts";
import { summariseActors } from "./actor-summary.ts";
import { jobTable } from "./job-table.ts";
import { listRows } from "./list-rows.ts";
import { nodeTable } from "./node-table.ts";
import { summariseObjects } from "./object-summary.ts";
import { objectTable } from "./object-table.ts";
import { placementGroupTable } from "./placement-group-table.ts";
import { rowsById } from "./rows-by-id.ts";
import { stateQuery } from "./state-query.ts";
import type { StateTable } from "./state-table.ts";
import { summariseTasks } from "./task-summary.ts";
import { taskTable } from "./task-table.ts";
import { taskTimeline } from "./task-timeline.ts";
import type { JobSearch, RayState, StateListOptions, StateRows } from "./types.ts";
import { readWorkerLog } from "./worker-log.ts";
import { workerTable } from "./worker-table.ts";

/** How a request is sent: retried, limited in time, with a span of this name. What it throws is a failure. */
export type StateCall = <A>(
  name: string,
  effect: () => Effect.Effect<A, JobwireError>,
  options: EffectCallOptions | undefined,
) => Effect.Effect<A, JobwireError>;

/** The state API of one cluster as Effects. */
export const stateEffects = (
  api: RayApi,
  call: StateCall,
): Effectful<RayState> & { readonly searchJobs: Effectful<JobSearch> } => {
  const list =
    <Row>(name: string, table: StateTable<Row>) =>
    (own: Omit<StateListOptions, "signal"> = {}) =>
      call(`${name}.list`, () => listRows(api, table, stateQuery(own)), own);
  const rows = <Row>(name: string, table: StateTable<Row>): Effectful<StateRows<Row>> => ({
    list: list(name, table),
    get: (id, own) => call(`${name}.get`, () => Effect.map(rowsById(api, table, id), ([row]) => row), own),
  });
  return {
    nodes: rows("nodes", nodeTable),
    workers: rows("workers", workerTable),
    placementGroups: rows("placementGroups", placementGroupTable),
    actors: {
      ...rows("actors", actorTable),
      summary: (own) => call("actors.summary", () => summariseActors(api, own?.filters), own),
      getLogs: (id, own = {}) => call("actors.getLogs", () => readWorkerLog(api, { actor_id: id }, own), own),
    },
    tasks: {
      list: list("tasks", taskTable),
      get: (id, own) =>
        call(
          "tasks.get",
          () =>
            Effect.map(rowsById(api, taskTable, id), (attempts) =>
              attempts.toSorted((a, b) => a.attemptNumber - b.attemptNumber),
            ),
          own,
        ),
      summary: (own) => call("tasks.summary", () => summariseTasks(api, own?.filters), own),
      timeline: (own) => call("tasks.timeline", () => taskTimeline(api, own?.jobId), own),
      getLogs: (id, own = {}) =>
        call(
          "tasks.getLogs",
          () => readWorkerLog(api, { task_id: id, attempt_number: own.attemptNumber ?? 0 }, own),
          own,
        ),
    },
    objects: {
      list: list("objects", objectTable),
      get: (id, own) => call("objects.get", () => rowsById(api, objectTable, id), own),
      summary: (own) => call("objects.summary", () => summariseObjects(api, own?.filters), own),
    },
    searchJobs: list("jobs", jobTable),
  };
};
