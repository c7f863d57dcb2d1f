import * as Schema from "effect/Schema";
import type { components } from "../../generated/ray.ts";
import type { RayNode } from "../node.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import { Amounts, column, detail } from "./wire-columns.ts";

const WireNode = Schema.Struct({
  node_id: Schema.String,
  node_ip: Schema.String,
  is_head_node: Schema.Boolean,
  state: Schema.String,
  state_message: column(Schema.String),
  node_name: column(Schema.String),
  resources_total: column(Amounts),
  labels: column(Schema.Record(Schema.String, Schema.String)),
  start_time_ms: detail(Schema.Number),
  end_time_ms: detail(Schema.Number),
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
