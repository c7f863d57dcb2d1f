import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayPlacementGroup } from "./types.ts";
import { Amounts, Anything, column, detail } from "./wire-columns.ts";

const WirePlacementGroup = Shape.Struct({
  placement_group_id: Shape.String,
  name: column(Shape.String),
  creator_job_id: column(Shape.String),
  state: Shape.String,
  bundles: detail(
    Shape.Array(
      Shape.Struct({
        bundle_id: Shape.Struct({ bundle_index: Shape.Number }),
        unit_resources: Amounts,
        node_id: column(Shape.String),
      }),
    ),
  ),
  is_detached: detail(Shape.Boolean),
  stats: detail(Anything),
});

/** Fails to compile when the specification allows something that {@link WirePlacementGroup} would refuse. */
const accepts = (group: components["schemas"]["PlacementGroupState"]): typeof WirePlacementGroup.Encoded => group;
void accepts;

/** The table of placement groups: `GET /api/v0/placement_groups`. */
export const placementGroupTable: StateTable<RayPlacementGroup> = {
  one: "placement-group",
  idColumn: "placement_group_id",
  filterable: ["placement_group_id", "name", "creator_job_id", "state", "is_detached"],
  send: (client, query, init) => client.GET("/api/v0/placement_groups", { params: { query }, ...init }),
  decode: rowDecoder(WirePlacementGroup, ({ bundles, ...wire }) => ({
    ...camelKeys(wire),
    ...(bundles === undefined
      ? {}
      : {
          bundles:
            bundles?.map((bundle) => ({
              index: bundle.bundle_id.bundle_index,
              unitResources: bundle.unit_resources,
              nodeId: bundle.node_id === "" ? null : bundle.node_id,
            })) ?? null,
        }),
  })),
};
