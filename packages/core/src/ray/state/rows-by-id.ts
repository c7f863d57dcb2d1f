import { Effect } from "effect";
import { BadResponse, InvalidRequest, type JobwireError, NotFound } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { listRows } from "./list-rows.ts";
import { mostRows, stateQuery } from "./state-query.ts";
import type { StateTable } from "./state-table.ts";

/** The rows of one id, never none. */
export type SomeRows<Row> = readonly [Row, ...ReadonlyArray<Row>];

/**
 * The rows with this id, in detail, once: Ray has no path by id, so they are looked up by a filter. None: `NotFound` (reason
 * `unknown-task` and so on), unless a part of the cluster did not answer, which is `BadResponse` (reason `partial`).
 */
export const rowsById = <Row>(
  api: RayApi,
  table: StateTable<Row>,
  id: string,
): Effect.Effect<SomeRows<Row>, JobwireError> =>
  Effect.gen(function* () {
    if (typeof id !== "string" || id.trim() === "") {
      return yield* Effect.fail(new InvalidRequest({ message: `give the id of a ${table.one}`, reason: "local" }));
    }
    const filters = [{ key: table.idColumn, value: id }];
    const excludeDriver = table.one === "task" ? false : undefined;
    const found = yield* listRows(api, table, stateQuery({ limit: mostRows, detail: true, excludeDriver, filters }));
    const [first, ...rest] = found.rows;
    const label = `${table.one} ${excerpt(id, 80)} at ${api.address}`;
    if (first !== undefined && found.complete) return [first, ...rest];
    if (found.complete) {
      return yield* Effect.fail(
        new NotFound({ message: `${label}: there is none, or none any more`, reason: `unknown-${table.one}` }),
      );
    }
    const why = found.incomplete.map(({ message }) => message).join("; ");
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: ${first === undefined ? "not seen, but" : "seen, but"} the answer is partial: ${why}`,
        reason: "partial",
      }),
    );
  });
