import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { Client } from "openapi-fetch";
import { checked } from "../../surface/checked.ts";
import type { JobwireError } from "../../errors.ts";
import type { paths } from "../../generated/ray.ts";
import type { CallInit } from "../../http/typed-call.ts";
import type { RayApi } from "../api.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import { completenessOf, type CountingRules } from "./completeness.ts";
import { filterQuery, maxRows, withWireColumns } from "./state-query.ts";
import { envelopeOf, type Sent } from "./state-table.ts";
import type { Completeness, StateCounts, StateFilter } from "./types.ts";

/** The counts of rows by state, on the wire. */
export const Counts: Shape.Shape<StateCounts> = Shape.Record(Shape.Number);

/** A summary's request and its decoding. */
export interface SummaryPlan<Wire, I, Summary> extends Omit<CountingRules, "filtered"> {
  /** The name of the rows in messages, such as `tasks`. */
  readonly what: string;
  /** The columns with a filter, in Ray's spelling. */
  readonly filterable: ReadonlyArray<string>;
  readonly wire: Shape.Shape<Wire, I>;
  readonly send: (client: Client<paths>, query: ReturnType<typeof filterQuery>, init: CallInit) => Sent;
  readonly toSummary: (wire: Wire, completeness: Completeness) => Summary;
}

/** Requests one summary, once. */
export type Summarise<Summary> = (
  api: RayApi,
  filters?: ReadonlyArray<StateFilter>,
) => Effect.Effect<Summary, JobwireError>;

/** Makes the request of a summary. */
export const summarise = <Wire, I, Summary>(plan: SummaryPlan<Wire, I, Summary>): Summarise<Summary> => {
  const { what, filterable, wire: cluster, send, toSummary, ...rules } = plan;
  const read = decodeShape(envelopeOf(Shape.Struct({ node_id_to_summary: Shape.Struct({ cluster }) })));
  return (api, filters) => {
    const label = `summary of ${what} at ${api.address}`;
    return Effect.gen(function* () {
      const query = yield* checked(() => withWireColumns(label, filterable, filterQuery(filters)));
      const body = yield* api.call(label, (client, init) => send(client, query, init));
      const { result, ...counters } = (yield* read(label, body)).data.result;
      // The server counts at most as many rows as it lists (as the source of 2.60 shows), and no counter reports that.
      const counted = Math.min(counters.num_filtered, maxRows);
      const completeness = completenessOf(counters, counted, { ...rules, filtered: query.filter_keys !== undefined });
      return toSummary(result.node_id_to_summary.cluster, completeness);
    });
  };
};
