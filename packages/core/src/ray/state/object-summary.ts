import * as Shape from "../../shape.ts";
import { objectTable } from "./object-table.ts";
import { Counts, type Summarise, summarise } from "./summarise.ts";
import type { ObjectSummary } from "./types.ts";

const WireSummary = Shape.Struct({
  summary: Shape.Record(
    Shape.Struct({
      total_objects: Shape.Number,
      total_size_mb: Shape.Number,
      total_num_workers: Shape.Number,
      total_num_nodes: Shape.Number,
      task_state_counts: Counts,
      ref_type_counts: Counts,
    }),
  ),
  total_objects: Shape.Number,
  total_size_mb: Shape.Number,
  callsite_enabled: Shape.Boolean,
});

/** Counts objects by call site: `GET /api/v0/objects/summarize`, once. */
export const summariseObjects: Summarise<ObjectSummary> = summarise({
  what: "objects",
  filterable: objectTable.filterable,
  wire: WireSummary,
  send: (client, query, init) => client.GET("/api/v0/objects/summarize", { params: { query }, ...init }),
  toSummary: (wire, completeness): ObjectSummary => ({
    ...completeness,
    byCallSite: Object.fromEntries(
      Object.entries(wire.summary).map(([site, item]) => [
        site,
        {
          totalObjects: item.total_objects,
          totalSizeMiB: item.total_size_mb,
          totalWorkers: item.total_num_workers,
          totalNodes: item.total_num_nodes,
          taskStates: item.task_state_counts,
          referenceTypes: item.ref_type_counts,
        },
      ]),
    ),
    totalObjects: wire.total_objects,
    totalSizeMiB: wire.total_size_mb,
    callSitesRecorded: wire.callsite_enabled,
  }),
});
