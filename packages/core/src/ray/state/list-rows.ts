import { Effect } from "effect";
import { checked } from "../../client/checked.ts";
import type { JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { completenessOf } from "./completeness.ts";
import { withWireColumns } from "./state-query.ts";
import type { StateQuery, StateTable } from "./state-table.ts";
import type { StateList } from "./types.ts";

/** One list of the state API, once. What is missing from it shows in the result. */
export const listRows = <Row>(
  api: RayApi,
  table: StateTable<Row>,
  given: StateQuery,
): Effect.Effect<StateList<Row>, JobwireError> => {
  const label = `list of ${table.one}s at ${api.address}`;
  return Effect.gen(function* () {
    const query = yield* checked(() => withWireColumns(label, table.filterable, given));
    const body = yield* api.call(label, (client, init) => table.send(client, query, init));
    const { rows, ...counters } = yield* table.decode(label, body);
    const { filtersAtSource, warningsAreFailures } = table;
    const filtered = query.filter_keys !== undefined;
    return {
      rows,
      matching: Math.max(counters.num_filtered, rows.length),
      ...completenessOf(counters, rows.length, { filtered, filtersAtSource, warningsAreFailures }),
    };
  });
};
