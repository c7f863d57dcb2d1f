import * as Effect from "effect/Effect";
import { checked } from "../../surface/checked.ts";
import type { JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { completenessOf } from "./completeness.ts";
import { withWireColumns } from "./state-query.ts";
import type { StateQuery, StateTable } from "./state-table.ts";
import type { Incompleteness, StateList } from "./types.ts";

/** Requests one list of the state API, once. The result reports missing rows. */
export const listRows = <Row>(
  api: RayApi,
  table: StateTable<Row>,
  query: StateQuery,
): Effect.Effect<StateList<Row>, JobwireError> => {
  const label = `list of ${table.one}s at ${api.address}`;
  return Effect.gen(function* () {
    const wireQuery = yield* checked(() => withWireColumns(label, table.filterable, query));
    const body = yield* api.call(label, (client, init) => table.send(client, wireQuery, init));
    const { rows, lost, odd, ...counters } = yield* table.decode(label, body);
    const { filtersAtSource, warningsAreFailures } = table;
    const filtered = wireQuery.filter_keys !== undefined;
    const counted = completenessOf(counters, rows.length + lost, { filtered, filtersAtSource, warningsAreFailures });
    const unreadable: Incompleteness = {
      reason: "unreadable",
      message: `${lost} ${lost === 1 ? "row is" : "rows are"} unreadable and omitted`,
    };
    const columns = `some rows have unexpected values in ${odd.map((name) => excerpt(name, 60)).join(", ")}`;
    return {
      rows,
      matching: Math.max(counters.num_filtered, rows.length),
      complete: counted.complete && lost === 0,
      incomplete: lost === 0 ? counted.incomplete : [...counted.incomplete, unreadable],
      warnings: odd.length === 0 ? counted.warnings : [...counted.warnings, columns],
    };
  });
};
