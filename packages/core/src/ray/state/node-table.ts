import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import type { RayNode } from "../node.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import { Amounts, column, detail } from "./wire-columns.ts";

const WireNode = Shape.Struct({
  node_id: Shape.String,
  node_ip: Shape.String,
  is_head_node: Shape.Boolean,
  state: Shape.String,
  state_message: column(Shape.String),
  node_name: column(Shape.String),
  resources_total: column(Amounts),
  labels: column(Shape.Record(Shape.String)),
  start_time_ms: detail(Shape.Number),
  end_time_ms: detail(Shape.Number),
});

/** Fails to compile when the specification allows something that {@link WireNode} would refuse. */
const accepts = (node: components["schemas"]["NodeState"]): typeof WireNode.Encoded => node;
void accepts;

/** The table of live and dead nodes: `GET /api/v0/nodes`. */
export const nodeTable: StateTable<RayNode> = {
  one: "node",
  idColumn: "node_id",
  filterable: ["node_id", "node_ip", "is_head_node", "state", "node_name"],
  filtersAtSource: true,
  send: (client, query, init) => client.GET("/api/v0/nodes", { params: { query }, ...init }),
  decode: rowDecoder(WireNode, ({ resources_total, labels, end_time_ms, ...wire }) => ({
    ...camelKeys(wire),
    resourcesTotal: resources_total ?? {},
    labels: labels ?? {},
    // 0 while the node is alive.
    ...(end_time_ms === undefined ? {} : { endTimeMs: end_time_ms === 0 ? null : end_time_ms }),
  })),
};
