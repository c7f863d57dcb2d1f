import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayActor } from "./types.ts";
import { Amounts, Anything, column, detail } from "./wire-columns.ts";

/** Ray 2.60 sends these counts as text. */
const Count = Shape.Union([Shape.Number, Shape.String]);

const WireActor = Shape.Struct({
  actor_id: Shape.String,
  class_name: Shape.String,
  state: Shape.String,
  job_id: Shape.String,
  name: column(Shape.String),
  node_id: column(Shape.String),
  pid: column(Shape.Number),
  ray_namespace: column(Shape.String),
  serialized_runtime_env: detail(Shape.String),
  required_resources: detail(Amounts),
  death_cause: detail(Anything),
  is_detached: detail(Shape.Boolean),
  placement_group_id: detail(Shape.String),
  repr_name: detail(Shape.String),
  num_restarts: detail(Count),
  num_restarts_due_to_lineage_reconstruction: detail(Count),
  num_restarts_due_to_node_preemption: detail(Count),
  call_site: detail(Shape.String),
  label_selector: detail(Anything),
});

/** Fails to compile when the specification allows something that {@link WireActor} would refuse. */
const accepts = (actor: components["schemas"]["ActorState"]): typeof WireActor.Encoded => actor;
void accepts;

const count = (value: string | number | null): number | null => {
  if (value === null || value === "") return null;
  return Number.isFinite(Number(value)) ? Number(value) : null;
};

/** The table of live and dead actors: `GET /api/v0/actors`. */
export const actorTable: StateTable<RayActor> = {
  one: "actor",
  idColumn: "actor_id",
  filterable: [
    "actor_id",
    "class_name",
    "state",
    "job_id",
    "name",
    "node_id",
    "pid",
    "ray_namespace",
    "placement_group_id",
    "repr_name",
  ],
  send: (client, query, init) => client.GET("/api/v0/actors", { params: { query }, ...init }),
  decode: rowDecoder(
    WireActor,
    ({
      num_restarts: restarts,
      num_restarts_due_to_lineage_reconstruction: lineage,
      num_restarts_due_to_node_preemption: preemption,
      ...wire
    }) => ({
      ...camelKeys(wire),
      ...(restarts === undefined ? {} : { numRestarts: count(restarts) }),
      ...(lineage === undefined ? {} : { numRestartsDueToLineageReconstruction: count(lineage) }),
      ...(preemption === undefined ? {} : { numRestartsDueToNodePreemption: count(preemption) }),
    }),
  ),
};
