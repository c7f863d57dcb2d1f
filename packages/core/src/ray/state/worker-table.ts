import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayWorker } from "./types.ts";
import { column, detail } from "./wire-columns.ts";

const WireWorker = Shape.Struct({
  worker_id: Shape.String,
  is_alive: Shape.Boolean,
  worker_type: Shape.String,
  exit_type: column(Shape.String),
  node_id: Shape.String,
  ip: Shape.String,
  pid: Shape.Number,
  exit_detail: detail(Shape.String),
  worker_launch_time_ms: detail(Shape.Number),
  worker_launched_time_ms: detail(Shape.Number),
  start_time_ms: detail(Shape.Number),
  end_time_ms: detail(Shape.Number),
  debugger_port: detail(Shape.Number),
  num_paused_threads: detail(Shape.Number),
});

/** Fails to compile when the specification allows something that {@link WireWorker} would refuse. */
const accepts = (worker: components["schemas"]["WorkerState"]): typeof WireWorker.Encoded => worker;
void accepts;

/** Ray sends 2^64 - 1 or 0 for a time that never was. */
const time = (ms: number | null): number | null => (ms === null || ms <= 0 || ms > Number.MAX_SAFE_INTEGER ? null : ms);

/** The table of live and dead worker processes: `GET /api/v0/workers`. */
export const workerTable: StateTable<RayWorker> = {
  one: "worker",
  idColumn: "worker_id",
  filterable: [
    "worker_id",
    "is_alive",
    "worker_type",
    "exit_type",
    "node_id",
    "ip",
    "pid",
    "debugger_port",
    "num_paused_threads",
  ],
  send: (client, query, init) => client.GET("/api/v0/workers", { params: { query }, ...init }),
  decode: rowDecoder(
    WireWorker,
    ({
      worker_launch_time_ms: launch,
      worker_launched_time_ms: launched,
      start_time_ms: start,
      end_time_ms: end,
      ...wire
    }) => ({
      ...camelKeys(wire),
      ...(launch === undefined ? {} : { workerLaunchTimeMs: time(launch) }),
      ...(launched === undefined ? {} : { workerLaunchedTimeMs: time(launched) }),
      ...(start === undefined ? {} : { startTimeMs: time(start) }),
      ...(end === undefined ? {} : { endTimeMs: time(end) }),
    }),
  ),
};
