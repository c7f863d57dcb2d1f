import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { Effectful } from "../../surface/effectful.ts";
import type { RayApi } from "../api.ts";
import type { EffectCallOptions } from "../effects.ts";
import { checkedCalls, checkedSurface } from "../../surface/checked-calls.ts";
import { stateAt } from "../options-at.ts";
import { actorTable } from "./actor-table.ts";
import { summariseActors } from "./actor-summary.ts";
import { jobTable } from "./job-table.ts";
import { listRows } from "./list-rows.ts";
import { nodeTable } from "./node-table.ts";
import { summariseObjects } from "./object-summary.ts";
import { objectTable } from "./object-table.ts";
import { placementGroupTable } from "./placement-group-table.ts";
import { rowsById } from "./rows-by-id.ts";
import { searchNames, stateNames } from "./state-names.ts";
import { stateQuery } from "./state-query.ts";
import type { StateTable } from "./state-table.ts";
import { summariseTasks } from "./task-summary.ts";
import { taskTable } from "./task-table.ts";
import { taskTimeline } from "./task-timeline.ts";
import type { JobSearch, RayStateCalls, StateListOptions, StateRows } from "./types.ts";
import { readTaskLog, readWorkerLog } from "./worker-log.ts";
import { workerTable } from "./worker-table.ts";

/** Runs a request with retries, a time limit, and a span of this name. An exception becomes a failure. */
export type StateCall = <A>(
  name: string,
  effect: () => Effect.Effect<A, JobwireError>,
  options: EffectCallOptions | undefined,
) => Effect.Effect<A, JobwireError>;

/** The state API of one cluster, as Effects. */
export const stateEffects = (
  api: RayApi,
  call: StateCall,
): Effectful<RayStateCalls> & { readonly searchJobs: Effectful<JobSearch> } => {
  const list =
    <Row>(name: string, table: StateTable<Row>) =>
    (options: Omit<StateListOptions, "signal"> = {}) =>
      call(`${name}.list`, () => listRows(api, table, stateQuery(options)), options);
  const rows = <Row>(name: string, table: StateTable<Row>): Effectful<StateRows<Row>> => ({
    list: list(name, table),
    get: (id, options) => call(`${name}.get`, () => Effect.map(rowsById(api, table, id), ([row]) => row), options),
  });
  const surface: Effectful<RayStateCalls> = {
    nodes: rows("nodes", nodeTable),
    workers: rows("workers", workerTable),
    placementGroups: rows("placementGroups", placementGroupTable),
    actors: {
      ...rows("actors", actorTable),
      summary: (options) => call("actors.summary", () => summariseActors(api, options?.filters), options),
      getLogs: (id, options = {}) =>
        call("actors.getLogs", () => readWorkerLog(api, { actor_id: id }, options), options),
    },
    tasks: {
      list: list("tasks", taskTable),
      get: (id, options) =>
        call(
          "tasks.get",
          () =>
            Effect.map(rowsById(api, taskTable, id), (attempts) =>
              attempts.toSorted((a, b) => a.attemptNumber - b.attemptNumber),
            ),
          options,
        ),
      summary: (options) => call("tasks.summary", () => summariseTasks(api, options?.filters), options),
      timeline: (options) => call("tasks.timeline", () => taskTimeline(api, options?.jobId), options),
      getLogs: (id, options = {}) =>
        call(
          "tasks.getLogs",
          () => readTaskLog(api, { task_id: id, attempt_number: options.attemptNumber ?? 0 }, options),
          options,
        ),
    },
    objects: {
      list: list("objects", objectTable),
      get: (id, options) => call("objects.get", () => rowsById(api, objectTable, id), options),
      summary: (options) => call("objects.summary", () => summariseObjects(api, options?.filters), options),
    },
  };
  const search = { "jobs.search": list("jobs", jobTable) };
  const { "jobs.search": searchJobs } = checkedCalls("", search, { "jobs.search": 0 }, { "jobs.search": searchNames });
  return { ...checkedSurface<RayStateCalls>(surface, stateAt, stateNames), searchJobs };
};
