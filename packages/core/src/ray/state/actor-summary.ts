import * as Shape from "../../shape.ts";
import { actorTable } from "./actor-table.ts";
import { Counts, type Summarise, summarise } from "./summarise.ts";
import type { ActorSummary } from "./types.ts";

const WireSummary = Shape.Struct({
  summary: Shape.Record(Shape.Struct({ state_counts: Counts })),
  total_actors: Shape.Number,
});

/** Counts actors by class: `GET /api/v0/actors/summarize`, once. */
export const summariseActors: Summarise<ActorSummary> = summarise({
  what: "actors",
  filterable: actorTable.filterable,
  wire: WireSummary,
  send: (client, query, init) => client.GET("/api/v0/actors/summarize", { params: { query }, ...init }),
  toSummary: (wire, completeness): ActorSummary => ({
    ...completeness,
    byClass: Object.fromEntries(
      Object.entries(wire.summary).map(([name, { state_counts: states }]) => [name, { states }]),
    ),
    totalActors: wire.total_actors,
  }),
});
