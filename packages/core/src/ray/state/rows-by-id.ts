import * as Effect from "effect/Effect";
import { BadResponse, InvalidRequest, type JobwireError, NotFound } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { listRows } from "./list-rows.ts";
import { maxRows, stateQuery } from "./state-query.ts";
import type { StateTable } from "./state-table.ts";

/** The rows of one id, at least one. */
export type SomeRows<Row> = readonly [Row, ...ReadonlyArray<Row>];

/**
 * Requests the rows with this id, with details, once. Ray has no path by id, so a filter selects them. Without a row it fails
 * with `NotFound` (reason `unknown-task` and so on), or with `BadResponse` (reason `partial`) when a part of the cluster did
 * not respond.
 */
export const rowsById = <Row>(
  api: RayApi,
  table: StateTable<Row>,
  id: string,
): Effect.Effect<SomeRows<Row>, JobwireError> =>
  Effect.gen(function* () {
    if (typeof id !== "string" || id.trim() === "") {
      return yield* Effect.fail(
        new InvalidRequest({
          message: `the id of the ${table.one} is empty or not a string. Pass its id`,
          reason: "local",
        }),
      );
    }
    const filters = [{ key: table.idColumn, value: id }];
    const excludeDriver = table.one === "task" ? false : undefined;
    const found = yield* listRows(api, table, stateQuery({ limit: maxRows, detail: true, excludeDriver, filters }));
    const [first, ...rest] = found.rows;
    const label = `${table.one} ${excerpt(id, 80)} at ${api.address}`;
    if (first !== undefined && found.complete) return [first, ...rest];
    if (found.complete) {
      return yield* Effect.fail(
        new NotFound({
          message: `${label} was not found. It may never have existed, or Ray has forgotten it. Check the id`,
          reason: `unknown-${table.one}`,
        }),
      );
    }
    const why = found.incomplete.map(({ message }) => message).join("; ");
    return yield* Effect.fail(
      new BadResponse({
        message: `${label}: ${first === undefined ? "not found, but" : "found, but"} the response is partial: ${why}. Try again`,
        reason: "partial",
      }),
    );
  });
