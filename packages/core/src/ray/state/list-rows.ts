import { Effect } from "effect";
import { checked } from "../../surface/checked.ts";
import type { JobwireError } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { completenessOf } from "./completeness.ts";
import { withWireColumns } from "./state-query.ts";
import type { StateQuery, StateTable } from "./state-table.ts";
import type { Incompleteness, StateList } from "./types.ts";

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
    const { rows, lost, odd, ...counters } = yield* table.decode(label, body);
    const { filtersAtSource, warningsAreFailures } = table;
    const filtered = query.filter_keys !== undefined;
    const counted = completenessOf(counters, rows.length + lost, { filtered, filtersAtSource, warningsAreFailures });
    const left: Incompleteness = {
      reason: "unreadable",
      message: `${lost} ${lost === 1 ? "row makes" : "rows make"} no sense and ${lost === 1 ? "is" : "are"} left out`,
    };
    const columns = `some rows hold something else than they should in ${odd.map((name) => excerpt(name, 60)).join(", ")}`;
    return {
      rows,
      matching: Math.max(counters.num_filtered, rows.length),
      complete: counted.complete && lost === 0,
      incomplete: lost === 0 ? counted.incomplete : [...counted.incomplete, left],
      warnings: odd.length === 0 ? counted.warnings : [...counted.warnings, columns],
    };
  });
};
