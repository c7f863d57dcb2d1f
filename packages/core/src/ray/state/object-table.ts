import * as Shape from "../../shape.ts";
import type { components } from "../../generated/ray.ts";
import { camelKeys } from "./camel-keys.ts";
import { rowDecoder, type StateTable } from "./state-table.ts";
import type { RayObject } from "./types.ts";
import { column } from "./wire-columns.ts";

const WireObject = Shape.Struct({
  object_id: Shape.String,
  object_size: Shape.Number,
  task_status: column(Shape.String),
  attempt_number: Shape.Number,
  reference_type: Shape.String,
  call_site: Shape.String,
  type: Shape.String,
  pid: Shape.Number,
  ip: Shape.String,
});

/** Fails to compile when the specification allows something that {@link WireObject} would refuse. */
const accepts = (object: components["schemas"]["ObjectState"]): typeof WireObject.Encoded => object;
void accepts;

/** The table of objects, with a row for each process that holds a reference: `GET /api/v0/objects`. */
export const objectTable: StateTable<RayObject> = {
  one: "object",
  idColumn: "object_id",
  filterable: [
    "object_id",
    "object_size",
    "task_status",
    "attempt_number",
    "reference_type",
    "call_site",
    "type",
    "pid",
    "ip",
  ],
  send: (client, query, init) => client.GET("/api/v0/objects", { params: { query }, ...init }),
  decode: rowDecoder(WireObject, (wire) => ({
    ...camelKeys(wire),
    objectSize: wire.object_size < 0 ? null : wire.object_size,
  })),
};
